//! Tests that integers become exact text if text is expected, and that nothing else changes.

use super::read;
use proptest::prelude::*;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};
use std::cell::Cell;
use std::collections::BTreeMap;

/// All ways in which a generated type or an item of a list reads text.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Row {
    id: String,
    assignee_id: Option<String>,
    wrapped: Option<Id>,
    ids: Vec<Option<String>>,
    by_name: BTreeMap<String, String>,
    below: Option<Box<Row>>,
    order: i64,
    ratio: Option<f64>,
    settings: Value,
    fields: Map<String, Value>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Id(String);

fn row(json: &str) -> Row {
    read(json).unwrap_or_else(|problem| panic!("{json}: {problem}"))
}

#[test]
fn an_integer_is_read_as_text_wherever_text_is_asked_for() {
    let read = row(
        r#"{"id":1,"assigneeId":2,"wrapped":3,"ids":[4,null,"5"],"byName":{"6":7},"below":{"id":8},"order":9}"#,
    );
    let expected = Row {
        id: "1".into(),
        assignee_id: Some("2".into()),
        wrapped: Some(Id("3".into())),
        ids: vec![Some("4".into()), None, Some("5".into())],
        by_name: BTreeMap::from([("6".into(), "7".into())]),
        below: Some(Box::new(Row { id: "8".into(), ..Row::default() })),
        order: 9,
        ..Row::default()
    };
    assert_eq!(read, expected);
}

#[test]
fn every_digit_of_an_integer_is_kept() {
    let long = "9".repeat(10_000);
    for digits in ["0", "-0", "-7", "9007199254740993", "-9223372036854775809", "18446744073709551616", &long]
    {
        assert_eq!(row(&format!(r#"{{ "id" : {digits} }}"#)).id, digits);
    }
}

#[test]
fn what_is_no_integer_is_refused_where_text_is_asked_for() {
    for value in ["1.0", "1e3", "1E3", "-1.5", "true", "null", "[1]", "{}", "01", "-", "1x"] {
        for json in [format!(r#"{{"id":{value}}}"#), format!(r#"{{"assigneeId":5,"id":{value}}}"#)] {
            assert!(read::<Row>(&json).is_err(), "{json}");
        }
    }
}

#[test]
fn numbers_in_json_values_and_numbers_that_are_asked_for_stay_numbers() {
    let read = row(r#"{"id":1,"order":2,"ratio":3,"settings":{"id":4,"list":[5,6.5]},"fields":{"id":7}}"#);
    assert_eq!((read.order, read.ratio), (2, Some(3.0)));
    assert_eq!(read.settings, json!({"id": 4, "list": [5, 6.5]}));
    assert_eq!(Value::from(read.fields), json!({"id": 7}));
}

#[test]
fn a_key_that_comes_twice_stays_an_error() {
    for json in [r#"{"id":1,"id":"2"}"#, r#"{"id":1,"id":2}"#, r#"{"assigneeId":5,"below":{"id":1,"id":1}}"#]
    {
        let problem = read::<Row>(json).unwrap_err().to_string();
        assert!(problem.starts_with("duplicate field"), "{problem}");
    }
}

#[test]
fn what_follows_the_value_and_what_nests_without_end_stay_errors_and_what_nobody_asked_for_is_skipped() {
    assert!(read::<Row>(r#"{"id":1} x"#).is_err());
    let deep = format!(r#"{}{{"id":1}}{}"#, r#"{"id":1,"below":"#.repeat(200), "}".repeat(200));
    assert!(read::<Row>(&deep).is_err());
    let skipped = format!(r#"{{"id":1,"other":{}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(row(&skipped).id, "1");
    assert_eq!(row(r#"{"id":1,"other":1e999}"#).id, "1");
}

thread_local! {
    static READINGS: Cell<u32> = const { Cell::new(0) };
}

/// Counts how often it is read.
struct Counted;

impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        READINGS.set(READINGS.get() + 1);
        Row::deserialize(deserializer).map(|_| Self)
    }
}

#[test]
fn only_a_number_in_place_of_another_type_is_read_twice() {
    for (json, readings) in [
        (r#"{"id":"1","order":2}"#, 1),
        (r#"{"id":"1","id":"2"}"#, 1),
        (r#"{"id":null}"#, 1),
        (r#"{"id":"1""#, 1),
        (r#"{"id":1}"#, 2),
        (r#"{"id":18446744073709551616}"#, 2),
        (r#"{"id":1.5}"#, 2),
    ] {
        READINGS.set(0);
        let _ = read::<Counted>(json);
        assert_eq!(READINGS.get(), readings, "{json}");
    }
}

proptest! {
    #[test]
    fn an_answer_with_integers_is_read_as_the_one_with_text(
        ids in prop::collection::vec(prop_oneof![Just(None), any::<i64>().prop_map(Some)], 1..8),
        text in "(?s)[a-zé\"\\\\\n]{0,8}",
        order in any::<i64>(),
    ) {
        let as_integers = json!({"id": ids[0].unwrap_or(1), "assigneeId": text, "ids": ids, "order": order});
        let as_text: Vec<_> = ids.iter().map(|id| id.map(|id| id.to_string())).collect();
        let id = ids[0].unwrap_or(1).to_string();
        let as_text = json!({"id": id, "assigneeId": text, "ids": as_text, "order": order});
        prop_assert_eq!(row(&as_integers.to_string()), row(&as_text.to_string()));
    }
}
