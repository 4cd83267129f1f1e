//! The introspection queries.

macro_rules! introspection_query {
    ($type:literal, $directive:literal, $arguments:literal, $value:literal, $schema:literal) => {
        concat!(
            "query IntrospectionQuery { __schema { ",
            $schema,
            "queryType { name } mutationType { name } subscriptionType { name } types { ...FullType } \
             directives { name description ",
            $directive,
            "locations args",
            $arguments,
            " { ...InputValue } } } } fragment FullType on __Type { kind name description ",
            $type,
            "fields(includeDeprecated: true) { name description args",
            $arguments,
            " { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason } inputFields",
            $arguments,
            " { ...InputValue } interfaces { ...TypeRef } enumValues(includeDeprecated: true) { name description \
             isDeprecated deprecationReason } possibleTypes { ...TypeRef } } fragment InputValue on __InputValue \
             { name description type { ...TypeRef } defaultValue ",
            $value,
            "} fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name \
             ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name \
             } } } } } } } } }"
        )
    };
}

/// The introspection query for servers of the specification of 2021 and later. It includes deprecated arguments and
/// input fields, but not `@oneOf`: see [`INTROSPECTION_QUERIES`].
pub const INTROSPECTION_QUERY: &str = introspection_query!(
    "specifiedByURL ",
    "isRepeatable ",
    "(includeDeprecated: true)",
    "isDeprecated deprecationReason ",
    "description "
);

/// Three versions of the introspection query, the most complete first: with `@oneOf` (2025), [`INTROSPECTION_QUERY`],
/// and for the specification of 2018. If a server refuses one version, send the next.
///
/// ```
/// use bcrumbs_schema::{INTROSPECTION_QUERIES, INTROSPECTION_QUERY};
/// assert!(INTROSPECTION_QUERIES[0].contains("isOneOf"));
/// assert_eq!(INTROSPECTION_QUERIES[1], INTROSPECTION_QUERY);
/// ```
pub const INTROSPECTION_QUERIES: [&str; 3] = [
    introspection_query!(
        "specifiedByURL isOneOf ",
        "isRepeatable ",
        "(includeDeprecated: true)",
        "isDeprecated deprecationReason ",
        "description "
    ),
    INTROSPECTION_QUERY,
    introspection_query!("", "", "", "", ""),
];
