//! Annotations as workflow commands of GitHub Actions, which shows them on the lines of a change request.

use crate::commands::schema::formats::annotations::{Annotation, Level, Place};

/// Returns one line for each annotation.
pub(crate) fn lines(annotations: &[Annotation]) -> Vec<String> {
    annotations.iter().map(line).collect()
}

fn line(annotation: &Annotation) -> String {
    let level = match annotation.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Notice => "notice",
    };
    let mut properties: Vec<String> = annotation.place.as_ref().map(of_place).unwrap_or_default();
    properties.push(format!("title={}", escaped_property(&annotation.rule)));
    format!("::{level} {}::{}", properties.join(","), escaped_data(&annotation.message))
}

/// GitHub ignores columns if the annotation has several lines.
fn of_place(place: &Place) -> Vec<String> {
    let Place { path, start, end } = place;
    let mut properties = vec![
        format!("file={}", escaped_property(path)),
        format!("line={}", start.line),
        format!("endLine={}", end.line),
    ];
    if start.line == end.line {
        properties.push(format!("col={}", start.column));
        properties.push(format!("endColumn={}", end.column));
    }
    properties
}

/// Escapes the message of a workflow command.
fn escaped_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property of a workflow command.
fn escaped_property(text: &str) -> String {
    escaped_data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{escaped_data, escaped_property};

    #[test]
    fn a_message_is_one_line_and_cannot_begin_a_command() {
        let text = "100% of `a:b`, c\r\n::stop-commands::x";
        assert_eq!(escaped_data(text), "100%25 of `a:b`, c%0D%0A::stop-commands::x");
        assert_eq!(escaped_property(text), "100%25 of `a%3Ab`%2C c%0D%0A%3A%3Astop-commands%3A%3Ax");
        assert_eq!(escaped_data("%0A"), "%250A");
    }
}
