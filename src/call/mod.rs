pub(crate) mod call;
pub(crate) mod decode;
pub(crate) mod encode;
pub(crate) mod response;
pub(crate) mod root_field;
pub(crate) mod span;
pub(crate) mod surrogates;
pub(crate) mod whole;
