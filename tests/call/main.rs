//! One call: the request, and the result of every response.

mod answer_model;
mod answers;
mod any_answer;
mod any_trace;
mod bad_answers;
mod integer_ids;
mod omit_field;
mod requests;
mod schema_mismatch;
mod secrets;
#[path = "../support/mod.rs"]
mod support;
