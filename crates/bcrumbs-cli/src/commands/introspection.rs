//! Reads the gateway's own schema, with the same client as everything else.

use crate::failure::failure::Failure;
use bcrumbs::graphql_client::{GraphQLQuery, QueryBody};
use bcrumbs::{Client, Error, ErrorKind, Response};
use bcrumbs_schema::{INTROSPECTION_QUERIES, IntrospectError, Schema};
use serde_json::{Map, Value};

/// The name under which the answer's schema is placed in findings.
pub(crate) const NAME: &str = "the gateway's schema";

/// One of the introspection queries, for newer and for older servers.
struct Introspection<const N: usize>;

impl<const N: usize> GraphQLQuery for Introspection<N> {
    type Variables = Map<String, Value>;
    type ResponseData = Value;

    fn build_query(variables: Self::Variables) -> QueryBody<Self::Variables> {
        QueryBody { variables, query: INTROSPECTION_QUERIES[N], operation_name: "IntrospectionQuery" }
    }
}

/// Why there is no schema to be had.
#[derive(Debug)]
pub(crate) enum NoSchema {
    /// The gateway keeps it.
    Refused(Error),
    /// No answer came, or none that could be read.
    NoAnswer(Error),
    /// What came is no whole and valid schema.
    Unusable(String),
}

impl From<NoSchema> for Failure {
    fn from(reason: NoSchema) -> Self {
        match reason {
            NoSchema::Refused(error) => Self::Found(format!(
                "the gateway refuses introspection ({error}); ask its vendor for the schema, and check against its file \
                 by `bcrumbs schema check --schema FILE`"
            )),
            NoSchema::NoAnswer(error) => Self::Call(error),
            NoSchema::Unusable(text) => Self::Found(text),
        }
    }
}

/// Asks for the schema. It belongs to the gateway and not to a workspace, so none is needed.
pub(crate) async fn schema(client: &Client) -> Result<Schema, NoSchema> {
    let answer = match ask::<0>(client).await {
        Err(error) if may_be_older(&error) => match ask::<1>(client).await {
            Err(error) if may_be_older(&error) => ask::<2>(client).await,
            other => other,
        },
        other => other,
    };
    let answer = answer.map_err(|error| match error.kind() {
        ErrorKind::GraphQl | ErrorKind::SchemaMismatch | ErrorKind::Forbidden => NoSchema::Refused(error),
        // A schema has no pages that could be made smaller.
        ErrorKind::TooLarge => NoSchema::Unusable(format!("the gateway's schema is too large: {error}")),
        _ => NoSchema::NoAnswer(error),
    })?;
    // A schema with parts left out would look as if the gateway had removed them.
    if !answer.errors().is_empty() {
        let reasons: Vec<String> = answer.errors().iter().map(ToString::to_string).collect();
        let reasons = reasons.join("; ");
        return Err(NoSchema::Unusable(format!("the gateway left out parts of its schema: {reasons}")));
    }
    Schema::from_introspection(NAME, answer.data()).map_err(|problem| match problem {
        IntrospectError::Invalid { .. } => NoSchema::Unusable(problem.to_string()),
        _ => NoSchema::Unusable(format!("the gateway's answer is no schema: {problem}")),
    })
}

/// Tells whether a server may have refused a query because it does not know a part of it.
fn may_be_older(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::GraphQl | ErrorKind::SchemaMismatch)
}

async fn ask<const N: usize>(client: &Client) -> Result<Response<Value>, Error> {
    client.execute::<Introspection<N>>(Map::new()).await
}
