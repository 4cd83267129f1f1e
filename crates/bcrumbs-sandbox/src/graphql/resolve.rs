//! Connects the data with the executor: resolves the fields of an object for a type of the schema.

use std::cell::{Cell, RefCell};

use apollo_compiler::executable::OperationType;
use apollo_compiler::resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue};
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::schema::ExtendedType;

use crate::data::changes::Access;
use crate::data::instant;
use crate::data::world::World;
use crate::graphql::error::RequestError;
use crate::graphql::fallback;
use crate::graphql::page::{Ask, Page};
use crate::graphql::schema::Origin;

/// An enum value that no schema lists.
pub(crate) const UNKNOWN_VALUE: &str = "SANDBOX_UNKNOWN";

/// A fault that changes the data of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Twist {
    None,
    /// One part of the response fails.
    Partial,
    /// The end cursor is the cursor of the request.
    RepeatedCursor,
    /// Enums hold values that the schema does not list.
    UnknownValues,
    /// Every nullable field is null.
    Nulls,
}

/// The context of an execution.
#[derive(Debug)]
pub(crate) struct Context<'w> {
    pub(crate) world: &'w World,
    pub(crate) twist: Twist,
    pub(crate) access: Access,
    pub(crate) origin: Origin,
    /// The identifier of the row that a mutation created or changed.
    pub(crate) effect: RefCell<Option<String>>,
    /// Whether the part that fails has failed.
    failed: Cell<bool>,
    operation: OperationType,
}

impl<'w> Context<'w> {
    /// The context of a fresh execution.
    pub(crate) fn new(
        world: &'w World,
        twist: Twist,
        access: Access,
        origin: Origin,
        operation: OperationType,
    ) -> Self {
        Self { world, twist, access, origin, effect: RefCell::new(None), failed: Cell::new(false), operation }
    }

    /// True the first time where a part is to fail.
    fn fails_now(&self) -> bool {
        self.twist == Twist::Partial && !self.failed.replace(true)
    }

    /// Whether the schema declares a field as a scalar or an enum.
    pub(crate) fn is_leaf(&self, info: &ResolveInfo<'_>) -> bool {
        let declared = info.schema().types.get(info.field_definition().ty.inner_named_type());
        declared.is_some_and(ExtendedType::is_leaf)
    }
}

/// An object of the data. The schema may use any name for its type.
pub(crate) trait Node {
    /// The fields of the JSON value, if the schema declares the object as a scalar such as `JSON`.
    const FIELDS: &'static [&'static str] = &[];

    /// The value of a field; `None` where the sandbox does not know the field.
    fn field<'a>(&'a self, context: &'a Context<'a>, info: &'a ResolveInfo<'a>) -> Option<ResolvedValue<'a>>;

    /// The value of one of `FIELDS`.
    fn json(&self, _: &Context<'_>, _: &str) -> Option<JsonValue> {
        None
    }
}

/// A leaf that may be null.
pub(crate) fn leaf<T: Into<JsonValue>>(value: Option<T>) -> JsonValue {
    value.map_or(JsonValue::Null, Into::into)
}

/// A node as the value of the field that is being resolved.
pub(crate) fn node<'a, N: Node + 'a>(
    context: &'a Context<'a>,
    info: &'a ResolveInfo<'a>,
    node: N,
) -> ResolvedValue<'a> {
    if context.origin == Origin::Own && context.is_leaf(info) {
        return ResolvedValue::Leaf(as_json(context, &node));
    }
    let type_name = info.field_definition().ty.inner_named_type().as_str();
    ResolvedValue::object(Object { context, type_name, node })
}

/// Nodes as the value of the field that is being resolved: a list, or one scalar.
pub(crate) fn nodes<'a, N: Node + 'a>(
    context: &'a Context<'a>,
    info: &'a ResolveInfo<'a>,
    nodes: Vec<N>,
) -> ResolvedValue<'a> {
    if context.origin == Origin::Own && context.is_leaf(info) && !info.field_definition().ty.is_list() {
        return ResolvedValue::Leaf(nodes.iter().map(|node| as_json(context, node)).collect());
    }
    ResolvedValue::list(nodes.into_iter().map(|one| node(context, info, one)))
}

fn as_json<N: Node>(context: &Context<'_>, node: &N) -> JsonValue {
    let fields = N::FIELDS.iter().map(|field| ((*field).into(), leaf(node.json(context, field))));
    JsonValue::Object(fields.collect::<JsonMap>())
}

struct Object<'a, N> {
    context: &'a Context<'a>,
    type_name: &'a str,
    node: N,
}

impl<N: Node> ObjectValue for Object<'_, N> {
    fn type_name(&self) -> &str {
        self.type_name
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        let declared = &info.field_definition().ty;
        if !declared.is_non_null() {
            if self.context.twist == Twist::Nulls {
                return Ok(ResolvedValue::null());
            }
            if self.context.operation == OperationType::Mutation && self.context.fails_now() {
                return Err(RequestError::internal("this field could not be read").into());
            }
        }
        if self.context.twist == Twist::UnknownValues {
            let listed = info.schema().get_enum(declared.inner_named_type());
            if listed.is_some() {
                return Ok(ResolvedValue::leaf(UNKNOWN_VALUE));
            }
        }
        let value = self.node.field(self.context, info);
        match self.context.origin {
            Origin::Shipped => match value {
                // The executor takes a list item by item, except within a scalar.
                Some(ResolvedValue::Leaf(JsonValue::Array(items))) if declared.is_list() => {
                    Ok(ResolvedValue::list(items.into_iter().map(ResolvedValue::Leaf)))
                }
                Some(value) => Ok(value),
                None => Err(self.unknown_field_error(info)),
            },
            Origin::Own => Ok(fallback::declared(info.schema(), declared, value)),
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
                    // An error would make the whole list fail. A value that is not an object makes only this row null.
                    ResolvedValue::leaf(false)
                } else {
                    node(self.context, info, row.clone())
                }
            }))),
            "pageInfo" => Ok(ResolvedValue::object(PageInfo {
                type_name: info.field_definition().ty.inner_named_type().as_str(),
                repeated: self.ask.cursor.as_ref().filter(|_| self.context.twist == Twist::RepeatedCursor),
                has_next: self.page.has_next,
                end: self.page.end.map(instant::text),
                count: self.page.count,
            })),
            _ => Ok(fallback::value(info.schema(), &info.field_definition().ty)),
        }
    }
}

struct PageInfo<'a> {
    type_name: &'a str,
    repeated: Option<&'a JsonValue>,
    has_next: bool,
    end: Option<String>,
    count: Option<usize>,
}

impl ObjectValue for PageInfo<'_> {
    fn type_name(&self) -> &str {
        self.type_name
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        let value = match info.field_name() {
            "hasNextPage" => JsonValue::from(self.has_next || self.repeated.is_some()),
            "endCursor" => match self.repeated {
                Some(cursor) => cursor.clone(),
                None => leaf(self.end.as_deref()),
            },
            "count" => leaf(self.count),
            _ => JsonValue::Null,
        };
        Ok(fallback::fitted(info.schema(), &info.field_definition().ty, value))
    }
}
