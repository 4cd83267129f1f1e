//! Checks the grammar, token by token. The compiler's parser accepts some errors, such as an argument without a colon,
//! omits unknown parts, and needs seconds and gigabytes for a long text that is not GraphQL.

use std::iter::Peekable;

use crate::diagnostic::RuleSet;
use crate::document::token::{Kind, Token};
use crate::finding::Finding;

/// Finds the first token that violates the grammar. `tokens` end where they are nested too deeply; `end` is the length of
/// the text.
pub(crate) fn check<'t>(tokens: impl Iterator<Item = Token<'t>>, end: usize) -> Option<Finding> {
    let mut reader = Reader { tokens: tokens.peekable(), end };
    while reader.tokens.peek().is_some() {
        if let Err(Mistake(finding)) = reader.definition() {
            return Some(*finding);
        }
    }
    None
}

struct Reader<'t, I: Iterator<Item = Token<'t>>> {
    tokens: Peekable<I>,
    end: usize,
}

struct Mistake(Box<Finding>);

/// Whether a value may hold variables.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Values {
    Any,
    Constant,
}

impl<'t, I: Iterator<Item = Token<'t>>> Reader<'t, I> {
    fn definition(&mut self) -> Result<(), Mistake> {
        self.description();
        let Some(first) = self.tokens.peek().copied() else {
            return Err(self.mistake("a definition"));
        };
        match (first.kind, first.text) {
            (_, "{") => self.selection_set(),
            (Kind::Name, "query" | "mutation" | "subscription") => {
                self.tokens.next();
                if self.kind() == Some(Kind::Name) {
                    self.tokens.next();
                }
                if self.is("(") {
                    self.list("(", ")", Self::variable)?;
                }
                self.directives(Values::Any)?;
                self.selection_set()
            }
            (Kind::Name, "fragment") => {
                self.tokens.next();
                if self.is("on") {
                    return Err(self.mistake("a fragment's name, which is not `on`"));
                }
                self.name("a fragment's name")?;
                self.token("on")?;
                self.name("a type's name")?;
                self.directives(Values::Any)?;
                self.selection_set()
            }
            (Kind::Name, "extend") => {
                self.tokens.next();
                self.type_definition()
            }
            _ => self.type_definition(),
        }
    }

    fn type_definition(&mut self) -> Result<(), Mistake> {
        let Some(keyword) = self.tokens.peek().copied().filter(|token| token.kind == Kind::Name) else {
            return Err(self.mistake("a definition"));
        };
        match keyword.text {
            "schema" => {
                self.tokens.next();
                self.directives(Values::Constant)?;
                self.optional("{", "}", |reader| {
                    reader.name("the kind of an operation")?;
                    reader.token(":")?;
                    reader.name("a type's name")
                })
            }
            "scalar" => self.header(),
            "type" | "interface" => {
                self.tokens.next();
                self.name("a type's name")?;
                if self.is("implements") {
                    self.tokens.next();
                    self.names("&")?;
                }
                self.directives(Values::Constant)?;
                self.optional("{", "}", Self::field)
            }
            "union" => {
                self.header()?;
                if self.is("=") {
                    self.tokens.next();
                    self.names("|")?;
                }
                Ok(())
            }
            "enum" => {
                self.header()?;
                self.optional("{", "}", |reader| {
                    reader.description();
                    reader.name("a value's name")?;
                    reader.directives(Values::Constant)
                })
            }
            "input" => {
                self.header()?;
                self.optional("{", "}", Self::input_value)
            }
            "directive" => {
                self.tokens.next();
                self.token("@")?;
                self.name("a directive's name")?;
                self.optional("(", ")", Self::input_value)?;
                if self.is("repeatable") {
                    self.tokens.next();
                }
                self.token("on")?;
                self.names("|")
            }
            _ => Err(self.mistake("a definition")),
        }
    }

    /// A keyword, a name and directives.
    fn header(&mut self) -> Result<(), Mistake> {
        self.tokens.next();
        self.name("a type's name")?;
        self.directives(Values::Constant)
    }

    fn field(&mut self) -> Result<(), Mistake> {
        self.description();
        self.name("a field's name")?;
        self.optional("(", ")", Self::input_value)?;
        self.token(":")?;
        self.ty()?;
        self.directives(Values::Constant)
    }

    fn input_value(&mut self) -> Result<(), Mistake> {
        self.description();
        self.name("a name")?;
        self.token(":")?;
        self.ty()?;
        if self.is("=") {
            self.tokens.next();
            self.value(Values::Constant)?;
        }
        self.directives(Values::Constant)
    }

    /// Names with a separator between them, which may also stand before the first.
    fn names(&mut self, separator: &str) -> Result<(), Mistake> {
        if self.is(separator) {
            self.tokens.next();
        }
        self.name("a name")?;
        while self.is(separator) {
            self.tokens.next();
            self.name("a name")?;
        }
        Ok(())
    }

    fn description(&mut self) {
        if self.kind() == Some(Kind::Text) {
            self.tokens.next();
        }
    }

    fn variable(&mut self) -> Result<(), Mistake> {
        self.description();
        self.token("$")?;
        self.name("a variable's name")?;
        self.token(":")?;
        self.ty()?;
        if self.is("=") {
            self.tokens.next();
            self.value(Values::Constant)?;
        }
        self.directives(Values::Constant)
    }

    fn ty(&mut self) -> Result<(), Mistake> {
        if self.is("[") {
            self.tokens.next();
            self.ty()?;
            self.token("]")?;
        } else {
            self.name("a type")?;
        }
        if self.is("!") {
            self.tokens.next();
        }
        Ok(())
    }

    fn selection_set(&mut self) -> Result<(), Mistake> {
        self.list("{", "}", Self::selection)
    }

    fn selection(&mut self) -> Result<(), Mistake> {
        if self.is("...") {
            self.tokens.next();
            if self.kind() == Some(Kind::Name) && !self.is("on") {
                self.tokens.next();
                return self.directives(Values::Any);
            }
            if self.is("on") {
                self.tokens.next();
                self.name("a type's name")?;
            }
            self.directives(Values::Any)?;
            return self.selection_set();
        }
        self.name("a field")?;
        if self.is(":") {
            self.tokens.next();
            self.name("a field")?;
        }
        if self.is("(") {
            self.arguments(Values::Any)?;
        }
        self.directives(Values::Any)?;
        if self.is("{") { self.selection_set() } else { Ok(()) }
    }

    fn arguments(&mut self, values: Values) -> Result<(), Mistake> {
        self.list("(", ")", |reader| reader.named_value(values))
    }

    /// An argument, or a field of an input object.
    fn named_value(&mut self, values: Values) -> Result<(), Mistake> {
        self.name("a name")?;
        self.token(":")?;
        self.value(values)
    }

    fn directives(&mut self, values: Values) -> Result<(), Mistake> {
        while self.is("@") {
            self.tokens.next();
            self.name("a directive's name")?;
            if self.is("(") {
                self.arguments(values)?;
            }
        }
        Ok(())
    }

    fn value(&mut self, values: Values) -> Result<(), Mistake> {
        let Some(token) = self.tokens.peek().copied() else {
            return Err(self.mistake("a value"));
        };
        match (token.kind, token.text) {
            (Kind::Name | Kind::Number | Kind::Text, _) => {
                self.tokens.next();
                Ok(())
            }
            (Kind::Punctuation, "$") if values == Values::Any => {
                self.tokens.next();
                self.name("a variable's name")
            }
            (Kind::Punctuation, "[") => {
                self.tokens.next();
                while !self.is("]") {
                    self.value(values)?;
                }
                self.token("]")
            }
            (Kind::Punctuation, "{") => {
                self.tokens.next();
                while !self.is("}") {
                    self.named_value(values)?;
                }
                self.token("}")
            }
            (Kind::Punctuation, _) => Err(self.mistake("a value")),
        }
    }

    /// One item or more between two brackets.
    fn list(
        &mut self,
        open: &str,
        close: &str,
        mut item: impl FnMut(&mut Self) -> Result<(), Mistake>,
    ) -> Result<(), Mistake> {
        self.token(open)?;
        item(self)?;
        while !self.is(close) {
            if self.tokens.peek().is_none() {
                return Err(self.mistake(&format!("`{close}`")));
            }
            item(self)?;
        }
        self.token(close)
    }

    /// A list that may be left out, but not be empty.
    fn optional(
        &mut self,
        open: &str,
        close: &str,
        item: impl FnMut(&mut Self) -> Result<(), Mistake>,
    ) -> Result<(), Mistake> {
        if self.is(open) { self.list(open, close, item) } else { Ok(()) }
    }

    fn name(&mut self, what: &str) -> Result<(), Mistake> {
        if self.kind() != Some(Kind::Name) {
            return Err(self.mistake(what));
        }
        self.tokens.next();
        Ok(())
    }

    fn token(&mut self, text: &str) -> Result<(), Mistake> {
        if !self.is(text) {
            return Err(self.mistake(&format!("`{text}`")));
        }
        self.tokens.next();
        Ok(())
    }

    fn is(&mut self, text: &str) -> bool {
        self.tokens.peek().is_some_and(|token| token.kind != Kind::Text && token.text == text)
    }

    fn kind(&mut self) -> Option<Kind> {
        self.tokens.peek().map(|token| token.kind)
    }

    fn mistake(&mut self, expected: &str) -> Mistake {
        let (range, found) = match self.tokens.peek() {
            Some(token) if token.text.len() > 40 => (token.range(), "a long text".to_owned()),
            Some(token) => (token.range(), format!("`{}`", token.text)),
            None => (self.end..self.end, "the end of the text".to_owned()),
        };
        let message = format!("expected {expected}, found {found}");
        Mistake(Box::new(Finding::error(RuleSet::Spec, "syntax", range, message)))
    }
}
