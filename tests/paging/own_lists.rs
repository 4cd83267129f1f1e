//! Lists from a consumer's own queries have the same guarantees as the lists of this crate.

use crate::support::{RULES, all, client_of, sandbox, tied};
use bcrumbs::graphql_client::{self, GraphQLQuery};
use bcrumbs::{ErrorKind, List, PageRequest, PagedQuery};
use bcrumbs_sandbox::{CursorRule, NewContact, Sandbox};
use chrono::{DateTime, Utc};
use std::collections::HashSet;
use std::time::Duration;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "schema/bcrumbs.graphql",
    query_path = "tests/own/contacts.graphql",
    custom_scalars_module = "bcrumbs::scalars",
    variable_types("PageRequest"),
    variables_derives = "Clone",
    response_derives = "Debug, Clone, PartialEq",
    skip_serializing_none,
    normalization = "rust"
)]
struct Contacts;

type Contact = contacts::ContactsContactsNodes;

impl PagedQuery for Contacts {
    type Item = Contact;
    const FIELD: &'static str = "contacts";

    fn set_page(variables: &mut contacts::Variables, page: Option<PageRequest>) {
        variables.page_info = page;
    }

    fn key(contact: &Contact) -> &str {
        &contact.id
    }

    fn instant(contact: &Contact) -> Option<DateTime<Utc>> {
        Some(contact.created_at.into())
    }
}

/// The same query, of whose rows no instant is known.
struct WithoutInstant;

impl GraphQLQuery for WithoutInstant {
    type Variables = contacts::Variables;
    type ResponseData = contacts::ResponseData;

    fn build_query(variables: contacts::Variables) -> graphql_client::QueryBody<contacts::Variables> {
        Contacts::build_query(variables)
    }
}

impl PagedQuery for WithoutInstant {
    type Item = Contact;
    const FIELD: &'static str = "contacts";

    fn set_page(variables: &mut contacts::Variables, page: Option<PageRequest>) {
        variables.page_info = page;
    }

    fn key(contact: &Contact) -> &str {
        &contact.id
    }
}

/// The conversations of the sandboxes, and their contacts that are not archived.
const CONVERSATIONS: usize = 250;
const CONTACTS: usize = 144;

fn list<Q: PagedQuery<Variables = contacts::Variables>>(sandbox: &Sandbox) -> List<Q> {
    let workspace_id = sandbox.workspace_id().into();
    client_of(sandbox).list::<Q>(contacts::Variables { page_info: None, workspace_id })
}

#[tokio::test]
async fn pages_of_seven_lose_no_contact() {
    for rule in RULES {
        let sandbox = sandbox(CONVERSATIONS, rule).await;
        let whole = list::<Contacts>(&sandbox).page_size(1_000).page().await.unwrap().into_data();
        assert_eq!((whole.items.len(), whole.has_next), (CONTACTS, false));
        let instants: Vec<_> = whole.items.iter().map(|contact| contact.created_at.0).collect();
        assert!(tied(&instants, 2).is_some());
        for page_size in [1, 2, 7, 100] {
            assert_eq!(all(list::<Contacts>(&sandbox).page_size(page_size)).await, whole.items, "{rule:?}");
        }
    }
}

#[tokio::test]
async fn a_list_of_rows_without_instants_loses_none_of_them() {
    for rule in RULES {
        let sandbox = sandbox(CONVERSATIONS, rule).await;
        let read = list::<WithoutInstant>(&sandbox).page_size(7).items().all::<Vec<_>>().await.unwrap();
        let distinct: HashSet<_> = read.items.iter().map(|contact| contact.id.clone()).collect();
        assert_eq!((read.items.len(), distinct.len()), (CONTACTS, CONTACTS), "{rule:?}");
    }
}

#[tokio::test]
async fn a_list_of_rows_without_instants_may_repeat_rows_where_it_is_resumed_and_loses_none() {
    for rule in RULES {
        let sandbox = sandbox(CONVERSATIONS, rule).await;
        for stop in [1, 7, 20] {
            let (mut seen, mut text) = (HashSet::new(), None::<String>);
            for round in 0.. {
                assert!(round < 200, "the list does not end");
                let list = list::<WithoutInstant>(&sandbox).page_size(7);
                let list = if let Some(text) = &text { list.after(text.as_str()) } else { list };
                let mut pages = list.pages();
                let mut ended = true;
                for _ in 0..stop {
                    let Some(page) = pages.try_next().await.unwrap() else { break };
                    seen.extend(page.items.iter().map(|contact| contact.id.clone()));
                    ended = !page.has_next;
                }
                if ended {
                    break;
                }
                text = pages.position().map(ToString::to_string);
            }
            assert_eq!(seen.len(), CONTACTS, "{rule:?} {stop}");
        }
    }
}

#[tokio::test]
async fn a_list_of_ones_own_is_resumed_by_another_client() {
    for rule in RULES {
        let sandbox = sandbox(CONVERSATIONS, rule).await;
        let whole = list::<Contacts>(&sandbox).page_size(1_000).page().await.unwrap().into_data().items;
        let (mut contacts, mut text) = (Vec::new(), None::<String>);
        loop {
            let list = list::<Contacts>(&sandbox).page_size(7);
            let list = if let Some(text) = &text { list.after(text.as_str()) } else { list };
            let page = list.page().await.unwrap().into_data();
            contacts.extend(page.items);
            assert!(contacts.len() <= CONTACTS, "rows are returned again");
            let Some(next) = page.next else { break };
            text = Some(next.to_string());
        }
        assert_eq!(contacts, whole, "{rule:?}");
    }
}

#[tokio::test]
async fn a_list_of_ones_own_has_a_total_where_it_is_asked_for() {
    let sandbox = sandbox(CONVERSATIONS, CursorRule::Strict).await;
    let page = list::<Contacts>(&sandbox).page_size(7).page().await.unwrap();
    assert_eq!((page.items.len(), page.total), (7, None));
    let page = list::<Contacts>(&sandbox).page_size(7).with_total().page().await.unwrap();
    assert_eq!(page.total, Some(CONTACTS as u64));
    let mut items = list::<Contacts>(&sandbox).page_size(7).with_total().items();
    items.try_next().await.unwrap();
    assert_eq!(items.total(), Some(CONTACTS as u64));
}

#[tokio::test]
async fn a_list_of_ones_own_is_read_ahead() {
    for depth in [0, 3] {
        let sandbox = sandbox(CONVERSATIONS, CursorRule::Strict).await;
        let mut pages = list::<Contacts>(&sandbox).page_size(7).stream().read_ahead(depth).pages();
        for _ in 0..2 {
            pages.try_next().await.unwrap().unwrap();
        }
        let mut rounds = 0;
        while sandbox.journal().len() < 2 + depth && rounds < 100 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            rounds += 1;
        }
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        assert_eq!(sandbox.journal().len(), 2 + depth);
    }
}

#[tokio::test]
async fn a_period_needs_rows_with_instants() {
    let sandbox = sandbox(CONVERSATIONS, CursorRule::Strict).await;
    let contacts = all(list::<Contacts>(&sandbox)).await;
    let since: DateTime<Utc> = contacts[50].created_at.into();
    let expected: Vec<_> = contacts.iter().filter(|row| row.created_at >= since.into()).cloned().collect();
    assert_eq!(all(list::<Contacts>(&sandbox).page_size(7).since(since)).await, expected);
    let error = list::<WithoutInstant>(&sandbox).since(since).page().await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::InvalidInput, Some("contacts")));
}

#[tokio::test]
async fn a_list_of_ones_own_can_be_followed_if_its_rows_have_instants() {
    let sandbox = sandbox(CONVERSATIONS, RULES[0]).await;
    let mut follow = list::<Contacts>(&sandbox).follow(None);
    let stored = follow.start().await.unwrap();
    sandbox.advance(Duration::from_secs(1));
    let id = sandbox.add_contact(NewContact::named("Ada"));
    let mut resumed = list::<Contacts>(&sandbox).follow(Some(stored));
    assert_eq!(resumed.try_next().await.unwrap().unwrap().item.id, id);
    let error = list::<WithoutInstant>(&sandbox).follow(None).try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(error.to_string(), "contacts: the items have no instant, so the list cannot be followed");
}
