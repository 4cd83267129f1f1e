//! What a call returns, what a second call with its key returns, and what a lookup finds.

use crate::desk::{Desk, TEXT};
use bcrumbs::outbox::{Finding, Outbox, Proof, Receipt, Resolution, Sent};
use bcrumbs::{ErrorKind, Outcome, Recipient, RetryPolicy, Template};
use bcrumbs_sandbox::{Fault, NewContact};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);

fn is_response(sent: &Sent) -> bool {
    sent.proof == Proof::Response && sent.receipt.is_some()
}

#[tokio::test]
async fn a_second_call_with_a_key_returns_the_first_result_and_sends_nothing() {
    let desk = Desk::new().await;
    let outbox = desk.outbox().await;
    let first = outbox.add_message("order A-17", &desk.contact, desk.message(TEXT)).await.unwrap();
    assert!(is_response(&first), "{first:?}");
    let again = outbox.add_message("order A-17", &desk.contact, desk.message("Another text")).await.unwrap();
    assert_eq!(again, first);
    let other_call = outbox.start_conversation("order A-17", desk.start()).await.unwrap();
    assert_eq!(other_call, first);
    drop(outbox);
    let outbox = desk.outbox().await;
    assert_eq!(outbox.add_message("order A-17", &desk.contact, desk.message(TEXT)).await.unwrap(), first);
    assert_eq!((desk.executed("addMessage"), desk.executed("startConv")), (1, 0));
}

#[tokio::test]
async fn two_calls_with_one_key_at_the_same_time_send_once() {
    let desk = Desk::new().await;
    let outbox = desk.outbox().await;
    let call = || outbox.add_message("order A-17", &desk.contact, desk.message(TEXT));
    let (one, other) = tokio::join!(call(), call());
    assert_eq!(one.unwrap(), other.unwrap());
    assert_eq!(desk.executed("addMessage"), 1);
}

#[tokio::test]
async fn a_call_that_was_not_executed_frees_its_key() {
    let desk = Desk::new().await;
    let outbox = desk.outbox().await;
    desk.sandbox.fail("addMessage", Fault::status(403));
    let message = || desk.message(TEXT).retry(RetryPolicy::none());
    let error = outbox.add_message("order A-17", &desk.contact, message()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotExecuted);
    assert!(outbox.open_intents().await.unwrap().is_empty());
    let sent = outbox.add_message("order A-17", &desk.contact, message()).await.unwrap();
    assert!(is_response(&sent) && desk.executed("addMessage") == 1);
}

#[tokio::test]
async fn a_message_whose_response_is_lost_is_found_in_the_list_and_not_sent_again() {
    let desk = Desk::new().await;
    let outbox = desk.outbox().await;
    // An older message with the same text is not the result.
    outbox.add_message("older", &desk.contact, desk.message(TEXT)).await.unwrap();
    desk.sandbox.fail("addMessage", Fault::ResetAfterExecuting);
    let error = outbox.add_message("order A-17", &desk.contact, desk.message(TEXT)).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    let open = outbox.open_intents().await.unwrap();
    assert_eq!((open.len(), open[0].key(), open[0].finding()), (1, "order A-17", Finding::NotLookedUp));
    drop(outbox);

    let outbox = desk.outbox().await;
    assert_eq!(outbox.look_up().await.unwrap(), []);
    let sent = outbox.add_message("order A-17", &desk.contact, desk.message(TEXT)).await.unwrap();
    let effect = desk.sandbox.requests_of("addMessage")[1].effect.clone().unwrap();
    assert_eq!(sent, Sent::new(Some(Receipt::Message(effect.into())), Proof::List));
    assert_eq!(desk.executed("addMessage"), 2);
}

#[tokio::test]
async fn a_template_whose_response_is_lost_is_found_in_the_list_for_a_contact_and_for_a_phone() {
    for recipient in [None, Some("+12025550111")] {
        let desk = Desk::new().await;
        let outbox = desk.outbox().await;
        let start = || match recipient {
            None => desk.start(),
            Some(phone) => {
                desk.workspace.start_conversation(&desk.channel, Recipient::phone(phone), "order_shipped")
            }
        };
        desk.sandbox.fail("startConv", Fault::TruncatedBody);
        let error = outbox.start_conversation("order A-17", start()).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown);
        // The same call looks its open intent up.
        let sent = outbox.start_conversation("order A-17", start()).await.unwrap();
        let effect = desk.sandbox.requests_of("startConv")[0].effect.clone().unwrap();
        assert_eq!(sent, Sent::new(Some(Receipt::Conversation(effect.into())), Proof::List));
        assert_eq!(desk.executed("startConv"), 1);
    }
}

#[tokio::test]
async fn a_call_without_a_row_is_open_until_a_person_decides() {
    for resolution in [Resolution::Sent, Resolution::NotSent] {
        let desk = Desk::new().await;
        let outbox = desk.outbox().await;
        desk.sandbox.fail("addMessage", Fault::ResetAfterReading);
        outbox.add_message("order A-17", &desk.contact, desk.message(TEXT)).await.unwrap_err();
        let error = outbox.add_message("order A-17", &desk.contact, desk.message(TEXT)).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Outbox, Outcome::Unknown));
        let open = outbox.look_up().await.unwrap();
        assert_eq!((open.len(), open[0].finding(), open[0].content()), (1, Finding::NoRow, TEXT));
        assert_eq!((open[0].contact(), open[0].phone()), (Some(&desk.contact), None));

        outbox.resolve("order A-17", resolution).await.unwrap();
        assert_eq!(outbox.look_up().await.unwrap(), []);
        let error = outbox.resolve("order A-17", resolution).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        let sent = outbox.add_message("order A-17", &desk.contact, desk.message(TEXT)).await.unwrap();
        match resolution {
            Resolution::Sent => assert_eq!(sent, Sent::new(None, Proof::Person)),
            Resolution::NotSent => assert!(is_response(&sent)),
        }
        assert_eq!(desk.executed("addMessage"), usize::from(resolution == Resolution::NotSent));
    }
}

#[tokio::test]
async fn a_decision_about_a_call_that_is_being_sent_waits_for_its_result() {
    let desk = Desk::new().await;
    let outbox = desk.outbox().await;
    desk.sandbox.fail("addMessage", Fault::Delay(Duration::from_millis(50)));
    let call = outbox.add_message("order A-17", &desk.contact, desk.message(TEXT));
    let decision = async {
        while desk.executed("addMessage") == 0 {
            tokio::task::yield_now().await;
        }
        outbox.resolve("order A-17", Resolution::NotSent).await
    };
    let (sent, decided) = tokio::join!(call, decision);
    assert!(is_response(&sent.unwrap()));
    assert_eq!(decided.unwrap_err().kind(), ErrorKind::InvalidInput);
    outbox.add_message("order A-17", &desk.contact, desk.message(TEXT)).await.unwrap();
    assert_eq!(desk.executed("addMessage"), 1);
}

#[tokio::test]
async fn two_rows_that_fit_are_left_to_a_person() {
    let desk = Desk::new().await;
    let outbox = desk.outbox().await;
    desk.sandbox.fail("addMessage", Fault::ResetAfterExecuting);
    outbox.add_message("order A-17", &desk.contact, desk.message(TEXT)).await.unwrap_err();
    // Another program sends the same text.
    desk.message(TEXT).await.unwrap();
    let open = outbox.look_up().await.unwrap();
    assert_eq!((open.len(), open[0].finding()), (1, Finding::SeveralRows));
}

#[tokio::test]
async fn one_row_is_not_the_proof_of_two_calls() {
    let desk = Desk::new().await;
    let outbox = desk.outbox().await;
    // The row of the first call is created late: the second call does not see it in its list.
    desk.sandbox.fail("addMessage", Fault::ResetAfterReading);
    outbox.add_message("first", &desk.contact, desk.message(TEXT)).await.unwrap_err();
    desk.sandbox.fail("addMessage", Fault::ResetAfterReading);
    outbox.add_message("second", &desk.contact, desk.message(TEXT)).await.unwrap_err();
    desk.message(TEXT).await.unwrap();
    for key in ["first", "second"] {
        let error = outbox.add_message(key, &desk.contact, desk.message(TEXT)).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Outbox, Outcome::Unknown));
    }
    let findings: Vec<_> = outbox.look_up().await.unwrap().iter().map(|open| open.finding()).collect();
    assert_eq!(findings, [Finding::SeveralRows; 2]);
    // A person knows that the row is the first call's, so it is still no proof of the second one.
    outbox.resolve("first", Resolution::Sent).await.unwrap();
    drop(outbox);
    assert_eq!(desk.outbox().await.look_up().await.unwrap()[0].finding(), Finding::SeveralRows);
}

#[tokio::test]
async fn the_row_of_a_settled_call_is_not_the_proof_of_another_call() {
    let desk = Desk::new().await;
    let outbox = desk.outbox().await;
    desk.sandbox.fail("addMessage", Fault::ResetAfterReading);
    outbox.add_message("lost", &desk.contact, desk.message(TEXT)).await.unwrap_err();
    outbox.add_message("sent", &desk.contact, desk.message(TEXT)).await.unwrap();
    assert_eq!(outbox.look_up().await.unwrap()[0].finding(), Finding::SeveralRows);
}

#[tokio::test]
async fn a_conversation_that_the_contact_opens_is_not_the_proof_of_a_template() {
    let desk = Desk::new().await;
    desk.sandbox.end_conversation(desk.conversation.id.as_str()).unwrap();
    let outbox = desk.outbox().await;
    desk.sandbox.fail("startConv", Fault::ResetAfterReading);
    outbox.start_conversation("order A-17", desk.start()).await.unwrap_err();
    desk.sandbox.receive(desk.contact.as_str(), desk.channel.as_str(), "Hello again").unwrap();
    assert_eq!(outbox.look_up().await.unwrap()[0].finding(), Finding::NoRow);
}

#[tokio::test]
async fn rows_long_after_the_call_are_not_its_result() {
    let desk = Desk::new().await;
    let outbox = desk.outbox().await;
    desk.sandbox.fail("addMessage", Fault::ResetAfterReading);
    outbox.add_message("order A-17", &desk.contact, desk.message(TEXT)).await.unwrap_err();
    desk.sandbox.advance(HOUR);
    desk.message(TEXT).await.unwrap();
    assert_eq!(outbox.look_up().await.unwrap()[0].finding(), Finding::NoRow);
}

#[tokio::test]
async fn a_reply_is_a_message_in_an_open_window_and_a_template_after_it() {
    let desk = Desk::new().await;
    let outbox = desk.outbox().await;
    let reply = || desk.workspace.reply(&desk.conversation, TEXT).or_template(Template::new("we_are_back"));
    let sent = outbox.reply("open", reply()).await.unwrap();
    assert!(matches!(sent.receipt, Some(Receipt::Message(_))), "{sent:?}");
    desk.sandbox.advance(25 * HOUR);
    desk.sandbox.fail("startConv", Fault::ResetAfterExecuting);
    assert_eq!(outbox.reply("closed", reply()).await.unwrap_err().outcome(), Outcome::Unknown);
    let sent = outbox.reply("closed", reply()).await.unwrap();
    assert!(matches!(sent.receipt, Some(Receipt::Conversation(_))), "{sent:?}");
    assert_eq!((desk.executed("addMessage"), desk.executed("startConv")), (1, 1));
    assert_eq!(outbox.reply("open", reply()).await.unwrap().proof, Proof::Response);

    let error =
        outbox.reply("no template", desk.workspace.reply(&desk.conversation, TEXT)).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::ReplyWindowClosed, Outcome::NotExecuted));
    assert!(!desk.file().contains("no template"), "nothing is written for a call that is not sent");
}

#[tokio::test]
async fn an_executed_call_with_an_unreadable_response_is_settled_as_sent() {
    let desk = Desk::new().await;
    let outbox = desk.outbox().await;
    let body = r#"{"data":{"addMessage":{"messageId":{"a":1},"createdAt":"2026-03-16T00:00:00.000Z"}}}"#;
    desk.sandbox.fail("addMessage", Fault::Body(body.to_owned()));
    let error = outbox.add_message("order A-17", &desk.contact, desk.message(TEXT)).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Executed);
    let sent = outbox.add_message("order A-17", &desk.contact, desk.message(TEXT)).await.unwrap();
    assert_eq!(sent, Sent::new(None, Proof::Response));
}

#[tokio::test]
async fn nothing_is_sent_without_the_list_before_the_call() {
    let desk = Desk::new().await;
    let outbox = desk.outbox().await;
    desk.sandbox.fail("messages", Fault::ResetAfterExecuting).times(3);
    let error = outbox.add_message("order A-17", &desk.contact, desk.message(TEXT)).await.unwrap_err();
    assert_eq!((error.operation(), error.outcome()), (Some("messages"), Outcome::NotExecuted));
    assert_eq!(desk.executed("addMessage"), 0);
}

#[tokio::test]
async fn a_list_with_a_gap_proves_nothing() {
    for gap_is_before in [true, false] {
        let desk = Desk::new().await;
        let outbox = desk.outbox().await;
        if gap_is_before {
            desk.sandbox.fail("messages", Fault::PartialData);
        }
        desk.sandbox.fail("addMessage", Fault::ResetAfterExecuting);
        outbox.add_message("order A-17", &desk.contact, desk.message(TEXT)).await.unwrap_err();
        if !gap_is_before {
            desk.sandbox.fail("messages", Fault::PartialData);
        }
        assert_eq!(outbox.look_up().await.unwrap()[0].finding(), Finding::IncompleteList);
        assert_eq!(outbox.look_up().await.unwrap().is_empty(), !gap_is_before);
    }
}

#[tokio::test]
async fn a_call_for_another_workspace_or_with_an_empty_key_is_refused() {
    let desk = Desk::new().await;
    let outbox = desk.outbox().await;
    let other = desk.workspace.client().workspace(desk.sandbox.workspace_id() + 1);
    for error in [
        outbox.add_message(" ", &desk.contact, desk.message(TEXT)).await.unwrap_err(),
        outbox.add_message("k", &desk.contact, desk.message("")).await.unwrap_err(),
        outbox.reply("k", other.reply(&desk.conversation, TEXT)).await.unwrap_err(),
        outbox
            .add_message("k", &desk.contact, other.add_message(&desk.conversation.id, &desk.channel, TEXT))
            .await
            .unwrap_err(),
    ] {
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::InvalidInput, Outcome::NotExecuted),
            "{error}"
        );
    }
    assert!(desk.sandbox.journal().is_empty());
}

#[tokio::test]
async fn no_text_phone_or_recipient_is_in_debug_or_in_an_error() {
    let desk = Desk::new().await;
    let outbox = desk.outbox().await;
    let phone = "+12025550111";
    let start = || {
        let recipient = Recipient::phone(phone);
        let start = desk.workspace.start_conversation(&desk.channel, recipient, "order_shipped");
        start.components(serde_json::json!({"name": "Zenobia"}))
    };
    desk.sandbox.fail("startConv", Fault::ResetAfterReading);
    let mut errors = vec![outbox.start_conversation("a", start()).await.unwrap_err()];
    errors.push(outbox.start_conversation("a", start()).await.unwrap_err());
    desk.sandbox.fail("addMessage", Fault::ResetAfterReading);
    errors.push(outbox.add_message("b", &desk.contact, desk.message(TEXT)).await.unwrap_err());
    let open = outbox.look_up().await.unwrap();
    assert_eq!(open[0].phone(), Some(phone));
    let printed = format!("{outbox:?} {open:?} {errors:?} {}", errors[1]);
    for secret in [phone, "12025550111", TEXT, "Zenobia", desk.contact.as_str()] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[tokio::test]
async fn a_template_to_another_contact_or_on_another_channel_is_not_the_result() {
    let desk = Desk::new().await;
    let outbox = desk.outbox().await;
    desk.sandbox.fail("startConv", Fault::ResetAfterReading);
    outbox.start_conversation("order A-17", desk.start()).await.unwrap_err();
    let tom = Recipient::contact(desk.sandbox.add_contact(NewContact::named("Tom")));
    desk.workspace.start_conversation(&desk.channel, tom, "order_shipped").await.unwrap();
    let other_channel = desk.sandbox.channels()[1].id.clone();
    let recipient = Recipient::contact(&desk.contact);
    desk.workspace.start_conversation(bcrumbs::ChannelId::from(other_channel), recipient, "x").await.unwrap();
    assert_eq!(outbox.look_up().await.unwrap()[0].finding(), Finding::NoRow);
}

#[tokio::test]
async fn an_outbox_that_was_dropped_can_be_opened_again_at_once() {
    let desk = Desk::new().await;
    let outbox = desk.outbox().await;
    let clone = outbox.clone();
    drop(outbox);
    let error = Outbox::open(&desk.workspace, desk.path()).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Outbox, Outcome::NotExecuted));
    assert!(error.to_string().contains("open already"), "{error}");
    drop(clone);
    desk.outbox().await;
}
