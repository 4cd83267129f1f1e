//! Parses arbitrary bytes as the body of a webhook. Parsing must return an event or an error, and never panic.

#![no_main]

use bcrumbs::EventId;
use bcrumbs::webhook::{Event, Seen};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let event = match Event::parse(body) {
        Ok(event) => event,
        Err(error) => {
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains('\n'), "{shown}");
            return;
        }
    };
    assert_eq!(event.raw(), body);
    assert_eq!(Event::parse(event.raw()).as_ref(), Ok(&event));
    assert!(!format!("{event:?}").contains('\n'));
    if let Some(id) = event.id() {
        let stored: EventId = serde_json::from_str(&serde_json::to_string(&id).unwrap()).unwrap();
        let mut seen = Seen::new(2);
        assert!(seen.insert(&id) && seen.contains(&stored) && !seen.insert(&stored));
    }
});
