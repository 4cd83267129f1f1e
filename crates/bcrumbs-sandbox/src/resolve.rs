//! The bridge to the executor: an object of the world answers for a type of the schema, field by field.

use std::cell::{Cell, RefCell};

use apollo_compiler::resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue};
use apollo_compiler::response::JsonValue;

use crate::instant;
use crate::page::{Ask, Page};
use crate::refusal::Refusal;
use crate::world::World;

/// A value of every enum that no schema lists.
pub(crate) const UNKNOWN_VALUE: &str = "SANDBOX_UNKNOWN";

/// How an execution departs from the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Twist {
    None,
    /// One part of the answer fails.
    Partial,
    /// The cursor that was sent comes back.
    RepeatedCursor,
    /// Enums hold values that the schema does not list.
    UnknownValues,
    /// Whatever may be null is.
    Nulls,
}

/// What one execution works with.
#[derive(Debug)]
pub(crate) struct Context<'w> {
    pub(crate) world: &'w World,
    pub(crate) twist: Twist,
    /// What a mutation made or changed, by its identifier.
    pub(crate) effect: RefCell<Option<String>>,
    /// Whether the part that fails has failed.
    failed: Cell<bool>,
    mutation: bool,
}

impl<'w> Context<'w> {
    /// The context of a fresh execution.
    pub(crate) fn new(world: &'w World, twist: Twist, mutation: bool) -> Self {
        Self { world, twist, effect: RefCell::new(None), failed: Cell::new(false), mutation }
    }

    /// True the first time where a part is to fail.
    fn fails_now(&self) -> bool {
        self.twist == Twist::Partial && !self.failed.replace(true)
    }
}

/// Something that a type of the schema describes.
pub(crate) trait Node {
    /// The type's name in the schema.
    fn type_name(&self) -> &'static str;
    /// The value of a field; `None` where the sandbox does not know the field.
    fn field<'a>(&'a self, context: &'a Context<'a>, name: &str) -> Option<ResolvedValue<'a>>;
}

/// A leaf that may be null.
pub(crate) fn leaf<T: Into<JsonValue>>(value: Option<T>) -> JsonValue {
    value.map_or(JsonValue::Null, Into::into)
}

/// A node as the executor takes it.
pub(crate) fn object<'a, N: Node + 'a>(context: &'a Context<'a>, node: N) -> ResolvedValue<'a> {
    ResolvedValue::object(Object { context, node })
}

struct Object<'a, N> {
    context: &'a Context<'a>,
    node: N,
}

impl<N: Node> ObjectValue for Object<'_, N> {
    fn type_name(&self) -> &str {
        self.node.type_name()
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        let declared = &info.field_definition().ty;
        if !declared.is_non_null() {
            if self.context.twist == Twist::Nulls {
                return Ok(ResolvedValue::null());
            }
            if self.context.mutation && self.context.fails_now() {
                return Err(Refusal::internal("this field could not be read").into());
            }
        }
        let listed = info.schema().get_enum(declared.inner_named_type());
        if self.context.twist == Twist::UnknownValues && listed.is_some() {
            return Ok(ResolvedValue::leaf(UNKNOWN_VALUE));
        }
        match self.node.field(self.context, info.field_name()) {
            // The executor takes a list item by item, except within a scalar.
            Some(ResolvedValue::Leaf(JsonValue::Array(items))) if declared.is_list() => {
                Ok(ResolvedValue::list(items.into_iter().map(ResolvedValue::Leaf)))
            }
            Some(value) => Ok(value),
            None => Err(self.unknown_field_error(info)),
        }
    }
}

/// A page of nodes as the executor takes it.
pub(crate) struct Payload<'a, N> {
    context: &'a Context<'a>,
    type_name: &'a str,
    page: Page<N>,
    ask: Ask,
}

impl<'a, N: Node + Clone + 'a> Payload<'a, N> {
    /// The payload of the field that is being resolved.
    pub(crate) fn resolved(
        context: &'a Context<'a>,
        info: &'a ResolveInfo<'a>,
        page: Page<N>,
        ask: Ask,
    ) -> ResolvedValue<'a> {
        let type_name = info.field_definition().ty.inner_named_type().as_str();
        ResolvedValue::object(Self { context, type_name, page, ask })
    }
}

impl<N: Node + Clone> ObjectValue for Payload<'_, N> {
    fn type_name(&self) -> &str {
        self.type_name
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        match info.field_name() {
            "nodes" => Ok(ResolvedValue::list(self.page.rows.iter().map(|row| {
                if self.context.fails_now() {
                    // An error here would cost the whole list; what is no object costs this row.
                    ResolvedValue::leaf(false)
                } else {
                    object(self.context, row.clone())
                }
            }))),
            "pageInfo" => Ok(ResolvedValue::object(PageInfo {
                repeated: self.ask.cursor.as_ref().filter(|_| self.context.twist == Twist::RepeatedCursor),
                has_next: self.page.has_next,
                end: self.page.end.map(instant::text),
                count: self.page.count,
            })),
            _ => Err(self.unknown_field_error(info)),
        }
    }
}

struct PageInfo<'a> {
    repeated: Option<&'a JsonValue>,
    has_next: bool,
    end: Option<String>,
    count: Option<usize>,
}

impl ObjectValue for PageInfo<'_> {
    fn type_name(&self) -> &str {
        "PageInfo"
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        match info.field_name() {
            "hasNextPage" => Ok(ResolvedValue::leaf(self.has_next || self.repeated.is_some())),
            "endCursor" => Ok(ResolvedValue::Leaf(match self.repeated {
                Some(cursor) => cursor.clone(),
                None => leaf(self.end.as_deref()),
            })),
            "count" => Ok(ResolvedValue::Leaf(leaf(self.count))),
            _ => Err(self.unknown_field_error(info)),
        }
    }
}
