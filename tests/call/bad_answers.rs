//! Responses that are broken, hostile or too large: each one is tolerated, or gives a precise error with its path.

use crate::support::{Canned, workspace_of};
use bcrumbs::{ChannelId, Error, ErrorKind, Outcome, Recipient, Workspace};

const STARTED: &str = r#""id":"c","ended":false,"createdAt":"2026-03-16T00:00:00.000Z""#;

async fn start(workspace: &Workspace) -> Result<(), Error> {
    let recipient = Recipient::phone("+12025550123");
    workspace.start_conversation(ChannelId::from("channel1"), recipient, "hello").await.map(drop)
}

/// Starts a conversation against one answer, which is sent once and cannot be read.
async fn unreadable(body: impl Into<bytes::Bytes>) -> Error {
    let canned = Canned::one(200, body);
    let error = start(&canned.workspace()).await.unwrap_err();
    assert_eq!((canned.requests().len(), error.attempts(), error.is_retryable()), (1, 1, false));
    error
}

/// Lists conversations against one answer, which is asked for once.
async fn unreadable_list(body: impl Into<bytes::Bytes>) -> Error {
    let canned = Canned::one(200, body);
    let error = canned.workspace().conversations().page().await.unwrap_err();
    assert_eq!(canned.requests().len(), 1);
    error
}

#[tokio::test]
async fn an_answer_that_is_cut_off_is_an_error_with_its_path() {
    let whole = format!(r#"{{"data":{{"startConv":{{{STARTED}}}}}}}"#);
    for (length, path) in [
        (whole.len() - 1, None),
        (whole.len() - 3, Some("data.startConv")),
        (whole.find("2026").unwrap() + 4, Some("data.startConv.createdAt")),
    ] {
        let error = unreadable(whole[..length].to_owned()).await;
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Decode, Outcome::Unknown), "{length}");
        assert_eq!(error.path(), path, "{error}");
        assert!(error.to_string().contains("not valid JSON"), "{error}");
        assert!(error.to_string().contains(path.unwrap_or_default()), "{error}");
    }
    let error = unreadable(r#"{"data":{"startConv""#).await;
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Decode, Outcome::Unknown));
}

#[tokio::test]
async fn nesting_without_end_is_an_error_and_overflows_no_stack() {
    let deep = "[".repeat(100_000);
    let error = unreadable(deep.clone()).await;
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Decode, Outcome::Unknown));
    for (body, path) in [
        (format!(r#"{{"data":{{"startConv":{{"id":{deep}"#), "data.startConv.id"),
        (format!(r#"{{"data":{{"startConv":{{{STARTED},"new":{deep}"#), "data.startConv.new"),
        (format!(r#"{{"data":{{"startConv":{}"#, r#"{"id":"#.repeat(100_000)), "data.startConv.id.id"),
    ] {
        let error = unreadable(body).await;
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Decode, Outcome::Unknown), "{path}");
        assert!(error.path().unwrap().starts_with(path), "{error:?}");
        assert!(error.to_string().len() < 600, "{error}");
    }
    let error = unreadable(format!(r#"{{"errors":[{{"extensions":{deep}"#)).await;
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Decode, Outcome::Unknown));
}

#[tokio::test]
async fn nesting_in_a_field_that_nobody_asked_for_is_tolerated() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let body = format!(r#"{{"data":{{"startConv":{{{STARTED},"new":{deep}}}}}}}"#);
    start(&Canned::one(200, body).workspace()).await.unwrap();
}

#[tokio::test]
async fn half_a_surrogate_pair_is_replaced_and_keeps_nothing_from_being_read() {
    for (text, read) in [
        (r"\ud800 ", "\u{fffd} "),
        (r"\udc00", "\u{fffd}"),
        (r"\ud800\ud800", "\u{fffd}\u{fffd}"),
        (r"ab\ud83d", "ab\u{fffd}"),
    ] {
        let body = format!(
            r#"{{"data":{{"messages":{{"nodes":[{{"messageId":"m","content":"{text}","isAgent":false,
            "createdAt":"2026-03-16T00:00:00.000Z"}}]}}}}}}"#
        );
        let page = Canned::one(200, body).workspace().messages().page().await.unwrap();
        assert_eq!(page.items[0].content.as_deref(), Some(read), "{text}");
    }
    let body = format!(r#"{{"data":{{"startConv":{{{STARTED},"new":"\ud800"}}}}}}"#);
    start(&Canned::one(200, body).workspace()).await.unwrap();
}

#[tokio::test]
async fn numbers_out_of_range_are_an_error_with_its_path() {
    for (number, kind) in [
        ("1e999", ErrorKind::Decode),
        ("-1e999", ErrorKind::Decode),
        ("99999999999999999999", ErrorKind::SchemaMismatch),
        ("1.5", ErrorKind::SchemaMismatch),
        ("9223372036854775808", ErrorKind::SchemaMismatch),
        ("-1e19", ErrorKind::SchemaMismatch),
    ] {
        let body = format!(r#"{{"data":{{"convs":{{"nodes":[],"pageInfo":{{"count":{number}}}}}}}}}"#);
        let error = unreadable_list(body).await;
        assert_eq!(
            (error.kind(), error.path()),
            (kind, Some("data.convs.pageInfo.count")),
            "{number}: {error}"
        );
    }
    let body = format!(r#"{{"data":{{"startConv":{{{STARTED},"new":1e999}}}}}}"#);
    start(&Canned::one(200, body).workspace()).await.unwrap();
}

#[tokio::test]
async fn keys_that_come_twice_are_an_error() {
    let started = format!("{{{STARTED}}}");
    for (body, path) in [
        (format!(r#"{{"data":{{"startConv":{started}}},"data":null}}"#), None),
        (format!(r#"{{"data":null,"data":{{"startConv":{started}}}}}"#), None),
        (r#"{"data":null,"data":null}"#.to_owned(), None),
        (r#"{"errors":[],"errors":[]}"#.to_owned(), None),
        (format!(r#"{{"data":{{"startConv":null,"startConv":{started}}}}}"#), Some("data")),
        (format!(r#"{{"data":{{"startConv":{started},"startConv":null}}}}"#), Some("data")),
        (format!(r#"{{"data":{{"startConv":{{{STARTED},"id":"d"}}}}}}"#), Some("data.startConv")),
    ] {
        let error = unreadable(body.clone()).await;
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Decode, Outcome::Unknown), "{body}: {error}");
        assert_eq!(error.path(), path, "{body}: {error}");
    }
}

#[tokio::test]
async fn statuses_without_a_body_are_errors_that_name_them() {
    for (status, kind, outcome) in [
        (200, ErrorKind::Decode, Outcome::Unknown),
        (202, ErrorKind::Decode, Outcome::Unknown),
        (204, ErrorKind::Decode, Outcome::Unknown),
        (205, ErrorKind::Decode, Outcome::Unknown),
        (300, ErrorKind::Http, Outcome::NotExecuted),
        (304, ErrorKind::Http, Outcome::NotExecuted),
        (308, ErrorKind::Http, Outcome::NotExecuted),
        (999, ErrorKind::Server, Outcome::Unknown),
    ] {
        let error = start(&Canned::one(status, "").workspace()).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (kind, outcome), "{status}");
        assert!(error.to_string().contains(&format!("HTTP {status}")), "{error}");
    }
}

#[cfg(feature = "gzip")]
mod compressed {
    use super::{STARTED, start};
    use bcrumbs::{Error, ErrorKind, Outcome, Workspace};
    use bcrumbs_sandbox::{Fault, Sandbox};
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    /// Packs a text and that many bytes of white space.
    fn packed(text: &str, spaces: usize) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::best());
        packer.write_all(text.as_bytes()).unwrap();
        for _ in 0..spaces / 1024 {
            packer.write_all(&[b' '; 1024]).unwrap();
        }
        packer.finish().unwrap()
    }

    fn answer(encoding: &str, body: Vec<u8>) -> Fault {
        let headers = [("content-type", "application/json"), ("content-encoding", encoding)];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        Fault::Answer { status: 200, headers, body }
    }

    /// Starts a conversation against one answer.
    async fn started(encoding: &str, body: Vec<u8>) -> Result<(), Error> {
        let sandbox = Sandbox::builder().conversations(5).start().await.unwrap();
        sandbox.fail_next(answer(encoding, body));
        let workspace: Workspace = super::workspace_of(&sandbox);
        let result = start(&workspace).await;
        assert_eq!(sandbox.journal().len(), 1);
        result
    }

    fn whole() -> String {
        format!(r#"{{"data":{{"startConv":{{{STARTED}}}}}}}"#)
    }

    #[tokio::test]
    async fn an_answer_may_be_compressed() {
        started("gzip", packed(&whole(), 0)).await.unwrap();
    }

    #[tokio::test]
    async fn a_small_body_that_inflates_past_the_limit_is_too_large() {
        for text in [String::new(), whole()] {
            let bomb = packed(&text, 64 * 1024 * 1024);
            assert!(bomb.len() < 100_000, "{}", bomb.len());
            let error = started("gzip", bomb).await.unwrap_err();
            assert_eq!((error.kind(), error.outcome()), (ErrorKind::TooLarge, Outcome::Unknown));
            assert!(error.to_string().contains("16777216 bytes"), "{error}");
            assert!(!error.is_retryable());
        }
    }

    #[tokio::test]
    async fn broken_compression_is_an_error() {
        let mut damaged = packed(&whole(), 4096);
        let (length, middle) = (damaged.len(), damaged.len() / 2);
        damaged[middle] ^= 0xff;
        let mut wrong_sum = packed(&whole(), 0);
        let sum = wrong_sum.len() - 6;
        wrong_sum[sum] ^= 0xff;
        for body in
            [damaged, wrong_sum, whole().into_bytes(), vec![0x1f, 0x8b, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0]]
        {
            let error = started("gzip", body).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{length}: {error}");
            assert!(error.to_string().contains("could not be decompressed"), "{error}");
            assert_ne!(error.outcome(), Outcome::NotExecuted);
            assert!(!error.is_retryable());
        }
    }

    #[tokio::test]
    async fn compression_that_nobody_asked_for_is_an_error() {
        let packed_twice = {
            let mut packer = GzEncoder::new(Vec::new(), Compression::best());
            packer.write_all(&packed(&whole(), 0)).unwrap();
            packer.finish().unwrap()
        };
        for (encoding, body) in [("gzip", packed_twice), ("br", b"\x0b\x02\x80{}\x03".to_vec())] {
            let error = started(encoding, body).await.unwrap_err();
            assert_eq!(
                (error.kind(), error.outcome()),
                (ErrorKind::Decode, Outcome::Unknown),
                "{encoding}: {error}"
            );
        }
    }
}
