//! Encodes requests as JSON. It caches the parts that are the same in every call of an operation: escaping a document
//! of 600 bytes costs more than all other steps of a request, and the document is parsed only once.

use crate::call::origin::Origin;
use crate::graphql::document::Document;
use crate::graphql::omitted_fields::OmittedFields;
use bytes::Bytes;
use graphql_client::QueryBody;
use serde::Serialize;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

/// The initial capacity for encoded variables, in bytes.
const VARIABLES_CAPACITY: usize = 256;

/// Encodes the calls of a client.
#[derive(Default)]
pub(crate) struct Encoder {
    operations: RwLock<HashMap<Texts, Arc<PreparedOperation>>>,
    pub(crate) omitted: OmittedFields,
}

/// The parts that are the same in every call of an operation.
pub(crate) struct PreparedOperation {
    pub(crate) document: Document<'static>,
    pub(crate) origin: Origin,
    /// The JSON after the variables.
    suffix: Vec<u8>,
}

/// A document and the name of an operation, identified by their addresses, because both are static.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Texts {
    query: (usize, usize),
    operation_name: (usize, usize),
    origin: Origin,
}

#[derive(Serialize)]
struct Suffix<'a> {
    query: &'a str,
    #[serde(rename = "operationName")]
    operation_name: &'static str,
}

impl Encoder {
    /// Creates an encoder that removes fields from this crate's operations.
    pub(crate) fn new(omitted: OmittedFields) -> Self {
        Self { operations: RwLock::default(), omitted }
    }

    /// Returns the parts that are the same in every call of an operation.
    pub(crate) fn prepare(
        &self,
        query: &'static str,
        operation_name: &'static str,
        origin: Origin,
    ) -> Arc<PreparedOperation> {
        let address = |text: &'static str| (text.as_ptr().addr(), text.len());
        let texts = Texts { query: address(query), operation_name: address(operation_name), origin };
        let known = self.operations.read().unwrap_or_else(PoisonError::into_inner).get(&texts).cloned();
        if let Some(known) = known {
            return known;
        }
        let sent = match origin {
            Origin::Shipped => self.omitted.document(operation_name).unwrap_or(query),
            Origin::Own => query,
        };
        let mut suffix =
            serde_json::to_vec(&Suffix { query: sent, operation_name }).expect("strings are written");
        // The variables are before the suffix in the same object.
        suffix[0] = b',';
        let prepared =
            Arc::new(PreparedOperation { document: Document::read(query, operation_name), origin, suffix });
        self.operations.write().unwrap_or_else(PoisonError::into_inner).insert(texts, prepared.clone());
        prepared
    }
}

impl PreparedOperation {
    /// Encodes a request to the same bytes as `graphql_client`.
    pub(crate) fn encode<V: Serialize>(&self, body: &QueryBody<V>) -> serde_json::Result<Bytes> {
        let mut text = Vec::with_capacity(self.suffix.len() + VARIABLES_CAPACITY);
        text.extend_from_slice(b"{\"variables\":");
        serde_json::to_writer(&mut text, &body.variables)?;
        text.extend_from_slice(&self.suffix);
        Ok(text.into())
    }
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Encoder")
    }
}

#[cfg(test)]
mod tests {
    use super::{Encoder, Origin};
    use graphql_client::QueryBody;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_request_is_written_as_graphql_client_writes_it(
            query in any::<String>(),
            operation_name in any::<String>(),
            variables in proptest::collection::btree_map(any::<String>(), any::<Option<String>>(), 0..4),
        ) {
            let body = QueryBody { variables, query: query.leak(), operation_name: operation_name.leak() };
            let encoder = Encoder::default();
            for _ in 0..2 {
                prop_assert_eq!(encoder.prepare(body.query, body.operation_name, Origin::Own).encode(&body).unwrap(), serde_json::to_vec(&body).unwrap());
            }
        }
    }

    #[test]
    fn operations_are_distinguished_where_their_documents_begin_alike() {
        const DOCUMENT: &str = "query a { x } query b { y }";
        let encoder = Encoder::default();
        for (query, operation_name) in
            [(DOCUMENT, "a"), (DOCUMENT, "b"), (&DOCUMENT[..13], "a"), (DOCUMENT, "")]
        {
            let body = QueryBody { variables: (), query, operation_name };
            assert_eq!(
                encoder.prepare(body.query, body.operation_name, Origin::Own).encode(&body).unwrap(),
                serde_json::to_vec(&body).unwrap()
            );
        }
    }
}
