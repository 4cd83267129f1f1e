//! The ways in which an attempt can end, each with its row of the chapter "Failures". In these responses, the operation
//! has one field, `a`, of the type number.

use super::End::{self, Answer, Broken, Failure, Never, NotSent};
use crate::transport::transport::TransportErrorKind;
use std::time::Duration;

/// The rows: the first column of the chapter, then ends of an attempt that belong to this row.
pub(super) const ROWS: &[(&str, &[End])] = &[
    ("the request cannot be built", &[Failure(TransportErrorKind::InvalidRequest)]),
    (
        "your own transport did not send the request, and set no `retry_after`",
        &[Failure(TransportErrorKind::NotSent)],
    ),
    (
        "your own transport did not send the request, and set `retry_after`",
        &[NotSent(Duration::ZERO), NotSent(Duration::from_secs(1))],
    ),
    (
        "no connection: refused, unknown name, connect timeout",
        &[Failure(TransportErrorKind::Connect), Failure(TransportErrorKind::ConnectTimeout)],
    ),
    (
        "the server did not process the HTTP/2 stream (`REFUSED_STREAM`, `GOAWAY`)",
        &[Failure(TransportErrorKind::Unprocessed)],
    ),
    ("the certificate is not trusted", &[Failure(TransportErrorKind::Certificate)]),
    (
        "connection reset, connection closed early, incomplete body, attempt timeout",
        &[Failure(TransportErrorKind::Interrupted), Never],
    ),
    (
        "the response is larger than the limit, or cannot be decompressed",
        &[Failure(TransportErrorKind::Encoding), Failure(TransportErrorKind::TooLarge)],
    ),
    (
        "a refusal of the only field",
        &[
            Answer(200, r#"{"data":{"a":null},"errors":[{"path":["a"],"extensions":{"code":"FORBIDDEN"}}]}"#),
            Answer(200, r#"{"data":null,"errors":[{"path":["a"],"extensions":{"code":"UNAUTHENTICATED"}}]}"#),
            Answer(200, r#"{"errors":[{"path":["a"],"extensions":{"code":"BAD_USER_INPUT"}}]}"#),
            Answer(400, r#"{"data":{"a":null},"errors":[{"path":["a"],"extensions":{"code":"NOT_FOUND"}}]}"#),
            Answer(429, r#"{"data":{},"errors":[{"path":["a"],"extensions":{"code":"FORBIDDEN"}}]}"#),
        ],
    ),
    (
        "a throttle code, if the operation may have begun",
        &[
            Answer(200, r#"{"data":null,"errors":[{"extensions":{"code":"THROTTLED"}}]}"#),
            Answer(429, r#"{"data":{"a":null},"errors":[{"extensions":{"code":"THROTTLED"}}]}"#),
            Answer(200, r#"{"data":{"a":1},"errors":[{"extensions":{"code":"RATELIMITED"}}]}"#),
            Answer(200, r#"{"errors":[{"path":["a"],"extensions":{"code":"RATE_LIMITED"}}]}"#),
            Answer(429, r#"{"errors":[{"path":["a","b"],"extensions":{"code":"RATE_LIMITED"}}]}"#),
            Answer(
                504,
                r#"{"errors":[{"message":"no","path":["a"]},{"extensions":{"code":"TOO_MANY_REQUESTS"}}]}"#,
            ),
            Answer(200, r#"{"errors":[{"message":"other"},{"extensions":{"code":"TOO_MANY_REQUESTS"}}]}"#),
            Answer(503, r#"{"errors":[{"extensions":{"code":"THROTTLED"}}]}"#),
            Answer(408, r#"{"errors":[{"extensions":{"code":"THROTTLED"}}]}"#),
            Answer(499, r#"{"errors":[{"extensions":{"code":"THROTTLED"}}]}"#),
            Answer(
                200,
                r#"{"errors":[{"extensions":{"code":"THROTTLED"}}],"extensions":{"trace":[{"path":["a"]}]}}"#,
            ),
        ],
    ),
    (
        "complete JSON with a value for at least one of the operation's fields, if the JSON does not fit the schema",
        &[
            Answer(200, r#"{"data":{"a":"no number"}}"#),
            Answer(200, r#"{"data":{"a":{}},"errors":[{"message":"beside"}]}"#),
            Answer(400, r#"{"data":{"a":[1]}}"#),
            Answer(429, r#"{"data":{"a":{"id":"c1"}}}"#),
            Answer(500, r#"{"data":{"a":1},"errors":"odd"}"#),
            Answer(200, r#"{"data":{"a":"\ud83d"}}"#),
        ],
    ),
    (
        "a `data` key and any other errors in the same body",
        &[
            Answer(200, r#"{"data":{"a":null},"errors":[{"message":"no"}]}"#),
            Answer(500, r#"{"data":null,"errors":[{"message":"no"}]}"#),
            Answer(429, r#"{"data":null,"errors":[{"message":"slow down"}]}"#),
            Answer(
                200,
                r#"{"data":{"a":null},"errors":[{"path":["a","b"],"extensions":{"code":"FORBIDDEN"}}]}"#,
            ),
            Answer(
                200,
                r#"{"data":null,"errors":[{"message":"no"},{"extensions":{"code":"UNAUTHENTICATED"}}]}"#,
            ),
            Answer(
                200,
                r#"{"data":{"a":null},"errors":[{"path":["a"],"extensions":{"code":"FORBIDDEN"}},
                    {"extensions":{"code":"UNAUTHENTICATED"}}]}"#,
            ),
            Answer(200, r#"{"data":{"a":null},"errors":[{"extensions":{"code":"FORBIDDEN"}}]}"#),
            Answer(200, r#"{"data":null,"errors":[{"extensions":{"code":"UNAUTHENTICATED"}}]}"#),
            Answer(500, r#"{"data":null,"errors":[{"path":["a"],"extensions":{"code":"NOT_FOUND"}}]}"#),
            Answer(408, r#"{"data":null,"errors":[{"path":["a"],"extensions":{"code":"NOT_FOUND"}}]}"#),
            Answer(200, r#"{"data":{"b":1},"errors":[{"path":["a"],"extensions":{"code":"NOT_FOUND"}}]}"#),
            Answer(401, r#"{"data":{"error":"no"},"errors":[{"message":"no"}]}"#),
        ],
    ),
    (
        "status 429, if the operation may have begun",
        &[
            Answer(429, r#"{"data":{"a":null}}"#),
            Answer(429, r#"{"data":null}"#),
            Answer(429, r#"{"data":null,"errors":[]}"#),
            Answer(429, r#"{"data":null,"errors":"slow down"}"#),
            Answer(429, r#"{"data":{"a":"#),
            Answer(429, r#"{"data":{"a":{"id":"c1"},"#),
            Answer(429, r#"{"errors":[{"mess"#),
            Answer(429, "{"),
            Answer(429, "\u{feff}{}"),
            Answer(429, "{}{}"),
            Answer(429, r#"{"message":"slow down","message":"slow down"}"#),
            Answer(429, r#"{"\ud800":1,"message":"slow down"}"#),
            Answer(429, "--b\r\n\r\n{\"data\":{\"a\":1}}\r\n--b--"),
            Answer(429, "--b\r\n\r\n{\"errors\":[]}\r\n--b--"),
            Answer(429, r#"{"errors":[{"path":["a"]}]}"#),
            Answer(429, r#"{"errors":{"path":["a"]}}"#),
            Answer(429, r#"{"errors":[[{"path":["a"]}]]}"#),
            Answer(429, r#"{"message":"no","path":["a"]}"#),
            Answer(429, r#"{"errors":[{"extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}"#),
            Answer(429, r#"[{"data":{"a":1}}]"#),
            Answer(429, r#"{"statusCode":429,"body":"{\"data\":{\"a\":1}}"}"#),
            Broken(429, b"{\"data\":{\"a\":{\"id\":\"\xff"),
            Broken(429, b"slow \xff"),
        ],
    ),
    (
        "any other status 429, or a response whose errors all have throttle codes",
        &[
            Answer(429, ""),
            Answer(429, "slow down"),
            Answer(429, "<html><title>429</title>"),
            Answer(429, "null"),
            Answer(429, r#"[{"message":"slow down"}]"#),
            Answer(429, r#"{"message":"slow down"}"#),
            Answer(429, r#"{"errors":[{"message":"slow down"}]}"#),
            Answer(429, r#"{"errors":[{"message":"slow down","path":[]},{"extensions":{"code":"X"}}]}"#),
            Answer(200, r#"{"errors":[{"extensions":{"code":"RATELIMITED"}}]}"#),
            Answer(
                200,
                r#"{"errors":[{"extensions":{"code":"THROTTLED"}},{"extensions":{"code":"RATE_LIMITED"}}]}"#,
            ),
            Answer(400, r#"{"errors":[{"extensions":{"code":"RATE_LIMITED"}}]}"#),
        ],
    ),
    (
        "a `data` key, the operation's fields null or missing, and no errors",
        &[
            Answer(200, r#"{"data":null}"#),
            Answer(200, r#"{"data":{"a":null}}"#),
            Answer(200, r#"{"data":[1]}"#),
            Answer(200, r#"{"data":{"error":"no"}}"#),
            Answer(400, r#"{"data":{"a":null}}"#),
            Answer(401, r#"{"data":null}"#),
            Answer(401, r#"{"data":{"error":"no"}}"#),
            Answer(500, r#"{"data":null}"#),
            Answer(500, r#"{"data":{}}"#),
        ],
    ),
    (
        "status 408, or 500 and above",
        &[
            Answer(408, ""),
            Answer(500, "<html>"),
            Answer(502, "{}"),
            Answer(503, r#"{"errors":[{"message":"down"}]}"#),
            Answer(503, r#"{"errors":[{"message":"down","path":["a"]}]}"#),
            Answer(504, r#"{"errors":[{"message":"no","extensions":{"code":"X"}}]}"#),
            Answer(500, r#"[{"data":{"a":1}}]"#),
            Answer(500, r#"{"data":{"a":1}"#),
            Answer(500, r#"{"data":{"a":"x"},"data":null}"#),
            Answer(599, "null"),
        ],
    ),
    (
        "status 303, 424, 460 or 499",
        &[
            Answer(303, ""),
            Answer(424, r#"{"message":"no"}"#),
            Answer(460, "<html>"),
            Answer(499, ""),
            Answer(499, r#"{"errors":[{"message":"no"}]}"#),
        ],
    ),
    (
        "another 3xx or 4xx status, if the operation may have begun",
        &[
            Answer(404, r#"{"data":{"a":"#),
            Answer(404, "{"),
            Answer(302, r#"{"errors":[{"path":["a","b"],"extensions":{"code":"FORBIDDEN"}}]}"#),
            Answer(401, r#"{"errors":[{"extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}"#),
            Answer(400, r#"{"data":{"a":1},"data":null}"#),
            Answer(403, r#"{"errors":[{"path":["a"],"path":[],"extensions":{"code":"FORBIDDEN"}}]}"#),
            Answer(403, r#"{"errors":[{"path":"a.b","extensions":{"code":"FORBIDDEN"}}]}"#),
            Answer(401, r#"[{"data":{"a":1}}]"#),
            Broken(401, b"\xff\xfe{\0}\0"),
        ],
    ),
    (
        "any other 3xx or 4xx status",
        &[
            Answer(302, ""),
            Answer(400, "{}"),
            Answer(404, "<html>"),
            Answer(413, "no"),
            Answer(401, "Unauthorized"),
            Answer(401, r#"[{"message":"no"}]"#),
            Answer(404, r#"{"status":404,"path":"/core/gq"}"#),
            Answer(400, r#"{"errors":[{"extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}"#),
            Answer(401, r#"{"errors":[{"extensions":{"code":"UNAUTHENTICATED"}}]}"#),
        ],
    ),
    (
        "a 2xx status with errors, if the operation may have begun",
        &[
            Answer(200, r#"{"errors":[{"message":"no","path":["a"]}]}"#),
            Answer(200, r#"{"errors":[{"path":["a","b"],"extensions":{"code":"FORBIDDEN"}}]}"#),
            Answer(200, r#"{"errors":[{"extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}"#),
            Answer(
                200,
                r#"{"errors":[{"path":["a"],"extensions":{"code":"FORBIDDEN"}},
                    {"path":["a"],"extensions":{"code":"FORBIDDEN"}}]}"#,
            ),
            Answer(200, r#"{"errors":[{"path":["b"],"extensions":{"code":"NOT_FOUND"}}]}"#),
        ],
    ),
    (
        "any other 2xx status with errors",
        &[
            Answer(200, r#"{"errors":[{"message":"no"}]}"#),
            Answer(200, r#"{"errors":[{"message":"no","path":null}]}"#),
            Answer(200, r#"{"errors":[{"extensions":{"code":"BAD_USER_INPUT"}}]}"#),
            Answer(200, r#"{"errors":[{"message":"\ud83d"}]}"#),
        ],
    ),
    (
        "a 2xx status with any other unusable body",
        &[
            Answer(200, ""),
            Answer(200, "{}"),
            Answer(200, "<html>"),
            Answer(204, ""),
            Answer(200, r#"[{"data":{"a":1}}]"#),
            Answer(200, r#"{"data":{"a":1}"#),
            Answer(200, r#"{"data":{"a":1},"data":{"a":1}}"#),
            Answer(200, r#"{"data":{"a":"x","a":"y"}}"#),
            Answer(200, r#"{"errors":[{"extensions":{"code":"FORBIDDEN","code":"FORBIDDEN"}}]}"#),
            Answer(200, "\u{feff}{\"data\":{\"a\":1}}"),
        ],
    ),
];
