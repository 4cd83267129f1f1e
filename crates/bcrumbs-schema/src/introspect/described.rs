//! The parts of a response to an introspection query.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Described {
    pub(crate) description: Option<String>,
    pub(crate) query_type: Option<Named>,
    pub(crate) mutation_type: Option<Named>,
    pub(crate) subscription_type: Option<Named>,
    pub(crate) types: Vec<Type>,
    #[serde(default)]
    pub(crate) directives: Vec<Directive>,
}

impl Described {
    pub(crate) fn declares(&self, directive: &str) -> bool {
        self.directives.iter().any(|d| d.name == directive)
    }
}

#[derive(Deserialize)]
pub(crate) struct Named {
    pub(crate) name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Type {
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) fields: Option<Vec<Field>>,
    pub(crate) input_fields: Option<Vec<InputValue>>,
    pub(crate) interfaces: Option<Vec<Named>>,
    pub(crate) enum_values: Option<Vec<EnumValue>>,
    pub(crate) possible_types: Option<Vec<Named>>,
    #[serde(rename = "specifiedByURL")]
    pub(crate) specified_by_url: Option<String>,
    pub(crate) is_one_of: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    #[serde(default)]
    pub(crate) args: Vec<InputValue>,
    #[serde(rename = "type")]
    pub(crate) ty: TypeRef,
    pub(crate) is_deprecated: Option<bool>,
    pub(crate) deprecation_reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InputValue {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    #[serde(rename = "type")]
    pub(crate) ty: TypeRef,
    pub(crate) default_value: Option<String>,
    pub(crate) is_deprecated: Option<bool>,
    pub(crate) deprecation_reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EnumValue {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) is_deprecated: Option<bool>,
    pub(crate) deprecation_reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Directive {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    #[serde(default)]
    pub(crate) is_repeatable: bool,
    pub(crate) locations: Vec<String>,
    #[serde(default)]
    pub(crate) args: Vec<InputValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TypeRef {
    pub(crate) kind: String,
    pub(crate) name: Option<String>,
    pub(crate) of_type: Option<Box<TypeRef>>,
}
