//! Writes requests as JSON. The document and the operation's name are the same in every call of an operation, so they
//! are written once; escaping a document of 600 bytes costs more than all else that is done to a request.

use bytes::Bytes;
use graphql_client::QueryBody;
use serde::Serialize;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

/// What variables mostly take.
const VARIABLES_MEANT: usize = 256;

/// The parts of requests that are the same in every call.
#[derive(Default)]
pub(crate) struct Encoder {
    constant: RwLock<HashMap<Texts, Arc<[u8]>>>,
}

/// A document and an operation's name, known by where they lie: they are static.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Texts {
    query: (usize, usize),
    operation_name: (usize, usize),
}

/// What follows the variables.
#[derive(Serialize)]
struct Constant {
    query: &'static str,
    #[serde(rename = "operationName")]
    operation_name: &'static str,
}

impl Encoder {
    /// Writes a request, byte for byte as `graphql_client` does.
    pub(crate) fn encode<V: Serialize>(&self, body: &QueryBody<V>) -> serde_json::Result<Bytes> {
        let constant = self.constant(body.query, body.operation_name)?;
        let mut text = Vec::with_capacity(constant.len() + VARIABLES_MEANT);
        text.extend_from_slice(b"{\"variables\":");
        serde_json::to_writer(&mut text, &body.variables)?;
        text.extend_from_slice(&constant);
        Ok(text.into())
    }

    fn constant(&self, query: &'static str, operation_name: &'static str) -> serde_json::Result<Arc<[u8]>> {
        let place = |text: &'static str| (text.as_ptr().addr(), text.len());
        let texts = Texts { query: place(query), operation_name: place(operation_name) };
        let known = self.constant.read().unwrap_or_else(PoisonError::into_inner).get(&texts).cloned();
        if let Some(constant) = known {
            return Ok(constant);
        }
        let mut constant = serde_json::to_vec(&Constant { query, operation_name })?;
        // The object goes on where the variables end.
        constant[0] = b',';
        let constant: Arc<[u8]> = constant.into();
        self.constant.write().unwrap_or_else(PoisonError::into_inner).insert(texts, constant.clone());
        Ok(constant)
    }
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Encoder")
    }
}

#[cfg(test)]
mod tests {
    use super::Encoder;
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
                prop_assert_eq!(encoder.encode(&body).unwrap(), serde_json::to_vec(&body).unwrap());
            }
        }
    }

    #[test]
    fn operations_are_told_apart_where_their_documents_begin_alike() {
        const DOCUMENT: &str = "query a { x } query b { y }";
        let encoder = Encoder::default();
        for (query, operation_name) in
            [(DOCUMENT, "a"), (DOCUMENT, "b"), (&DOCUMENT[..13], "a"), (DOCUMENT, "")]
        {
            let body = QueryBody { variables: (), query, operation_name };
            assert_eq!(encoder.encode(&body).unwrap(), serde_json::to_vec(&body).unwrap());
        }
    }
}
