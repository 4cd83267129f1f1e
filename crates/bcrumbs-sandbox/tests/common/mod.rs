//! Speaks plain GraphQL to a sandbox, so that these tests depend on no client of ours.
#![allow(dead_code, reason = "every test binary uses its own part of this")]

pub(crate) mod receiver;

use bcrumbs_sandbox::{Sandbox, SandboxBuilder};
use reqwest::{Client, Response};
use serde_json::{Value, json};

pub(crate) const CONVS: &str = "
    query convs($input: ConvsInput!, $pageInfo: PageInfoInput) { convs(input: $input, pageInfo:
    $pageInfo) { nodes { workspaceId id integrationId integrationType clientId stageId orderNo ended
    endedBy endedAt assigneeId aiId aiAssigneed broadcastId broadcastName tags externalConversationId
    createdAt } pageInfo { hasNextPage endCursor count } } }
";
pub(crate) const CONVS_WITH_ALL: &str = "
    query convsWithClientAndMessages($input: ConvsInput!, $pageInfo: PageInfoInput) { convs(input:
    $input, pageInfo: $pageInfo) { nodes { workspaceId id integrationId integrationType clientId stageId
    orderNo ended endedBy endedAt assigneeId aiId aiAssigneed broadcastId broadcastName tags
    externalConversationId createdAt client { name surname code phone isDeleted } messages { messageId
    content type isAgent status createdAt } } pageInfo { hasNextPage endCursor count } } }
";
pub(crate) const MESSAGES: &str = "
    query messages($input: MessagesInput!, $pageInfo: PageInfoInput) { messages(input: $input, pageInfo:
    $pageInfo) { nodes { messageId content type isAgent status createdAt } pageInfo { hasNextPage
    endCursor count } } }
";
pub(crate) const START: &str = "
    mutation startConv($input: ConvStartInput!) { startConv(input: $input) { id integrationId clientId
    ended createdAt assigneeId } }
";
pub(crate) const ASSIGN: &str = "
    mutation assignConv($input: ConvAssignInput!) { assignConv(input: $input) { id assigneeId aiId
    aiAssigneed ended createdAt } }
";
pub(crate) const ADD: &str = "mutation addMessage($input: MessageInput!) { addMessage(input: $input) {
    messageId content type isAgent status externalMessageId tags createdAt } }";
pub(crate) const CLIENTS: &str = "query($input: ClientsInput!, $pageInfo: PageInfoInput) {
    clients(input: $input, pageInfo: $pageInfo) { nodes {
        workspaceId id name surname phone email address code city country externalClientId tags stageId
        defaultAgentId createdAt deletedAt archivedBy
    } pageInfo { hasNextPage endCursor count } } }";

/// A sandbox and a client of it.
pub(crate) struct Bench {
    pub(crate) sandbox: Sandbox,
    pub(crate) http: Client,
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self::with(Sandbox::builder()).await
    }

    pub(crate) async fn with(builder: SandboxBuilder) -> Self {
        // What another package of the workspace turns on in `reqwest` must not change what a test sees.
        let http = Client::builder().no_proxy().no_gzip().retry(reqwest::retry::never()).build().unwrap();
        Self { sandbox: builder.start().await.unwrap(), http }
    }

    /// Sends a body with a value of the `authorization` header.
    pub(crate) async fn post(&self, body: &Value, authorization: &str) -> reqwest::Result<Response> {
        let request = self.http.post(self.sandbox.endpoint()).json(body);
        request.header("authorization", authorization).send().await
    }

    /// Sends an operation with the right key.
    pub(crate) async fn send(&self, query: &str, variables: Value) -> reqwest::Result<Response> {
        self.post(&json!({"query": query, "variables": variables}), self.sandbox.api_key()).await
    }

    /// The JSON of an answer to an operation.
    pub(crate) async fn ask(&self, query: &str, variables: Value) -> Value {
        self.send(query, variables).await.unwrap().json().await.unwrap()
    }

    /// The payload of a list or the answer of a mutation, from an answer without errors.
    pub(crate) async fn get(&self, query: &str, input: Value, page: Value) -> Value {
        let mut input = input;
        input["workspaceId"] = json!(self.sandbox.workspace_id());
        let mut answer = self.ask(query, json!({"input": input, "pageInfo": page})).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        answer["data"].as_object_mut().unwrap().values_mut().next().unwrap().take()
    }

    /// The rows of a list.
    pub(crate) async fn rows(&self, query: &str, input: Value, page: Value) -> Vec<Value> {
        self.get(query, input, page).await["nodes"].as_array().unwrap().clone()
    }

    /// The code of an answer's first error.
    pub(crate) async fn refusal(&self, query: &str, input: Value, page: Value) -> (String, Value) {
        let mut input = input;
        input["workspaceId"] = json!(self.sandbox.workspace_id());
        let answer = self.ask(query, json!({"input": input, "pageInfo": page})).await;
        (code(&answer), answer["data"].clone())
    }
}

/// The code of an answer's first error.
pub(crate) fn code(answer: &Value) -> String {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
}

/// A field of every row, as text.
pub(crate) fn texts(rows: &[Value], field: &str) -> Vec<String> {
    rows.iter().map(|row| row[field].as_str().unwrap_or_default().to_owned()).collect()
}
