//! The JSON object of a control request, read field by field. Unknown fields are errors.

use serde_json::{Map, Value};

/// The fields that were not read yet.
#[derive(Debug)]
pub(crate) struct Fields(Map<String, Value>);

/// The error of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invalid(pub(crate) String);

impl Fields {
    /// Parses a body. An empty body has no fields.
    pub(crate) fn of(body: &[u8]) -> Result<Self, Invalid> {
        if body.trim_ascii().is_empty() {
            return Ok(Self(Map::new()));
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            Ok(_) | Err(_) => Err(Invalid("the body must be a JSON object".to_owned())),
        }
    }

    /// Takes a text from the fields.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, Invalid> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Invalid(format!("`{name}` must be a text"))),
        }
    }

    /// Takes a required text from the fields.
    pub(crate) fn required(&mut self, name: &str) -> Result<String, Invalid> {
        self.text(name)?.ok_or_else(|| Invalid(format!("`{name}` is missing")))
    }

    /// Takes a list of texts from the fields. An absent list is empty.
    pub(crate) fn texts(&mut self, name: &str) -> Result<Vec<String>, Invalid> {
        let wrong = || Invalid(format!("`{name}` must be a list of texts"));
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(items)) => {
                let text = |item: Value| item.as_str().map(str::to_owned).ok_or_else(wrong);
                items.into_iter().map(text).collect()
            }
            Some(_) => Err(wrong()),
        }
    }

    /// Takes a number from the fields.
    pub(crate) fn number(&mut self, name: &str) -> Result<Option<f64>, Invalid> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                let wrong = || Invalid(format!("`{name}` must be a number"));
                value.as_f64().map(Some).ok_or_else(wrong)
            }
        }
    }

    /// Takes a whole number from the fields.
    pub(crate) fn count(&mut self, name: &str) -> Result<Option<usize>, Invalid> {
        let wrong = || Invalid(format!("`{name}` must be a whole number"));
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                let number = value.as_u64().and_then(|number| usize::try_from(number).ok());
                number.map(Some).ok_or_else(wrong)
            }
        }
    }

    /// Refuses the remaining fields.
    pub(crate) fn end(self) -> Result<(), Invalid> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(name) => {
                let shown: String = name.chars().take(80).collect();
                Err(Invalid(format!("there is no field {shown:?} here")))
            }
        }
    }
}
