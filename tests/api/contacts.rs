//! Listing contacts: what is sent, an answer, every filter, paging, and what may be null.

use crate::support::{Canned, all, comes_once, keeps, knows_nothing, sent, workspace_of};
use bcrumbs::{Contact, Workspace};
use bcrumbs_sandbox::{CursorRule, Fault, Sandbox};

/// A row at the cursor that a list is resumed at.
const LIST: &str = r#"{"data":{"clients":{"nodes":[{"id":"c","createdAt":"2026-03-17T00:00:00.000Z"}]}}}"#;

#[tokio::test]
async fn clients_with_nothing_set() {
    let canned = Canned::one(200, LIST);
    canned.workspace().contacts().page().await.unwrap();
    insta::assert_json_snapshot!(sent(&canned));
}

#[tokio::test]
async fn clients_with_everything_set() {
    let canned = Canned::one(200, LIST);
    canned
        .workspace()
        .contacts()
        .conversation("conv1")
        .email("ada@example.com")
        .name("Ada")
        .surname("Byron")
        .code("C-1")
        .city("London")
        .country("United Kingdom")
        .phone("+12025550123")
        .external_id("12025550123")
        .tag("vip")
        .tags(["new", "late"])
        .stage("stage1")
        .archived(true)
        .page_size(25)
        .after("2026-03-17T00:00:00.000Z")
        .search("free text")
        .with_total()
        .page()
        .await
        .unwrap();
    insta::assert_json_snapshot!(sent(&canned));
}

/// The page shows no example answer as far as our copy goes: this one is made from the page's table of properties.
#[tokio::test]
async fn an_answer_with_every_property_decodes() {
    let canned = Canned::one(
        200,
        r#"{"data":{"clients":{"nodes":[{"workspaceId":12,"id":"id_123","name":"Ada","surname":"Byron",
        "phone":"+12025550123","email":"ada@example.com","address":"1 Main Street","code":"C-1","city":"London",
        "country":"United Kingdom","externalClientId":"12025550123","tags":["VIP",null],"stageId":"id_124",
        "defaultAgentId":"id_125","createdAt":"2026-03-16T00:00:00.000Z","deletedAt":"2026-03-17T00:00:00.000Z",
        "archivedBy":"SYSTEM"}],"pageInfo":{"hasNextPage":false,"endCursor":"cursor_123","count":1}}}}"#,
    );
    let page = canned.workspace().contacts().page().await.unwrap();
    let contact = &page.items[0];
    assert_eq!((contact.id.as_str(), contact.workspace_id), ("id_123", Some(12.into())));
    assert_eq!((contact.name.as_deref(), contact.surname.as_deref()), (Some("Ada"), Some("Byron")));
    assert_eq!(contact.phone.as_deref(), Some("+12025550123"));
    assert_eq!(contact.email.as_deref(), Some("ada@example.com"));
    assert_eq!((contact.address.as_deref(), contact.code.as_deref()), (Some("1 Main Street"), Some("C-1")));
    assert_eq!(
        (contact.city.as_deref(), contact.country.as_deref()),
        (Some("London"), Some("United Kingdom"))
    );
    assert_eq!(
        (contact.external_id.as_deref(), &contact.tags[..]),
        (Some("12025550123"), &["VIP".to_owned()][..])
    );
    assert_eq!(contact.stage_id.as_ref().unwrap().as_str(), "id_124");
    assert_eq!(contact.default_agent_id.as_ref().unwrap().as_str(), "id_125");
    assert_eq!(contact.created_at.to_rfc3339(), "2026-03-16T00:00:00+00:00");
    assert_eq!(contact.archived_at.unwrap().to_rfc3339(), "2026-03-17T00:00:00+00:00");
    assert_eq!(contact.archived_by.as_deref(), Some("SYSTEM"));
    assert_eq!((page.has_next, page.total), (false, Some(1)));
}

#[test]
fn a_contact_is_written_with_the_gateways_field_names_and_read_back_and_its_debug_hides_the_person() {
    let json = r#"{"workspaceId":12,"id":"c1","name":"Ana","surname":"Lovelace","phone":"+12025550123","email":"x@example.com","address":"1 Main Street","code":"C-77","city":"Oslo","country":"Norway","externalClientId":"12025550199","tags":["pays late"],"stageId":"s1","defaultAgentId":"a1","createdAt":"2026-03-16T00:00:00.000Z","deletedAt":null,"archivedBy":"u1"}"#;
    let contact: Contact = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&contact).unwrap(), json);
    let debug = format!("{contact:?} {contact:#?}");
    for personal in
        ["Ana", "Lovelace", "2025550123", "x@example", "Main", "C-77", "Oslo", "Norway", "2025550199", "pays"]
    {
        assert!(!debug.contains(personal), "{debug}");
    }
    assert!(debug.contains("c1"), "{debug}");
}

/// A contact in which a field is set, to filter by.
async fn with<T>(workspace: &Workspace, field: impl Fn(&Contact) -> Option<T>) -> T {
    all(workspace.contacts()).await.iter().find_map(field).expect("the sandbox has one")
}

#[tokio::test]
async fn contacts_are_filtered_by_each_text() {
    let sandbox = Sandbox::start().await.unwrap();
    let workspace = workspace_of(&sandbox);
    let contacts = || workspace.contacts();
    let name = with(&workspace, |c| c.name.clone()).await;
    keeps(contacts(), contacts().name(&name), |c| c.name.as_ref() == Some(&name)).await;
    let surname = with(&workspace, |c| c.surname.clone()).await;
    keeps(contacts(), contacts().surname(&surname), |c| c.surname.as_ref() == Some(&surname)).await;
    let email = with(&workspace, |c| c.email.clone()).await;
    keeps(contacts(), contacts().email(&email), |c| c.email.as_ref() == Some(&email)).await;
    let code = with(&workspace, |c| c.code.clone()).await;
    keeps(contacts(), contacts().code(&code), |c| c.code.as_ref() == Some(&code)).await;
    let city = with(&workspace, |c| c.city.clone()).await;
    keeps(contacts(), contacts().city(&city), |c| c.city.as_ref() == Some(&city)).await;
    let country = with(&workspace, |c| c.country.clone()).await;
    keeps(contacts(), contacts().country(&country), |c| c.country.as_ref() == Some(&country)).await;
    let phone = with(&workspace, |c| c.phone.clone()).await;
    keeps(contacts(), contacts().phone(&phone), |c| c.phone.as_ref() == Some(&phone)).await;
    keeps(contacts(), contacts().search(&phone), |c| c.phone.as_ref() == Some(&phone)).await;
    let external = with(&workspace, |c| c.external_id.clone()).await;
    keeps(contacts(), contacts().external_id(&external), |c| c.external_id.as_ref() == Some(&external)).await;
    assert!(all(contacts().email("nobody@example.com")).await.is_empty());
}

#[tokio::test]
async fn contacts_are_filtered_by_tags_and_by_stage() {
    let sandbox = Sandbox::start().await.unwrap();
    let workspace = workspace_of(&sandbox);
    let contacts = || workspace.contacts();
    let tag = with(&workspace, |c| c.tags.first().cloned()).await;
    keeps(contacts(), contacts().tag(&tag), |c| c.tags.contains(&tag)).await;
    let stage = with(&workspace, |c| c.stage_id.clone()).await;
    keeps(contacts(), contacts().stage(&stage), |c| c.stage_id.as_ref() == Some(&stage)).await;
}

#[tokio::test]
async fn contacts_are_filtered_by_conversation() {
    let sandbox = Sandbox::start().await.unwrap();
    let workspace = workspace_of(&sandbox);
    let contact = with(&workspace, |c| Some(c.id.clone())).await;
    let conversation = workspace.conversations().contact(&contact).page().await.unwrap().items[0].id.clone();
    keeps(workspace.contacts(), workspace.contacts().conversation(&conversation), |c| c.id == contact).await;
}

/// Whether only archived contacts or others too are listed is a guess of the sandbox's: the page can be read either way.
#[tokio::test]
async fn archived_contacts_are_listed_where_they_are_asked_for() {
    let sandbox = Sandbox::start().await.unwrap();
    let workspace = workspace_of(&sandbox);
    let archived = all(workspace.contacts().archived(true)).await;
    assert!(
        !archived.is_empty() && archived.iter().all(|c| c.archived_at.is_some() && c.archived_by.is_some())
    );
    let others = all(workspace.contacts().archived(false)).await;
    assert!(!others.is_empty() && others.iter().all(|c| c.archived_at.is_none()));
    assert_eq!(others, all(workspace.contacts()).await);
}

#[tokio::test]
async fn each_contact_comes_once_where_instants_tie() {
    for cursor in [CursorRule::Strict, CursorRule::Inclusive] {
        let sandbox = Sandbox::builder().conversations(60).cursor(cursor).start().await.unwrap();
        let workspace = workspace_of(&sandbox);
        let contacts = all(workspace.contacts()).await;
        comes_once(workspace.contacts(), contacts.len()).await;
        let (from, to) = (contacts[20].created_at, contacts[5].created_at);
        let between = workspace.contacts().since(from).until(to).page_size(4);
        keeps(workspace.contacts(), between, |c| c.created_at >= from && c.created_at < to).await;
    }
}

#[tokio::test]
async fn nulls_wherever_the_schema_allows_them_are_tolerated_in_contacts() {
    let sandbox = Sandbox::builder().conversations(20).start().await.unwrap();
    sandbox.fail_next(Fault::NullsEverywhere);
    let page = workspace_of(&sandbox).contacts().page().await.unwrap();
    assert!(page.items.len() > 5);
    for contact in &page.items {
        knows_nothing(contact);
        assert_eq!(contact, &Contact::new(&contact.id, contact.created_at));
    }
}
