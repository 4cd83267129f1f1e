//! Prints a list that the gateway returns whole, in one answer.

use crate::failure::failure::Failure;
use crate::global::Global;
use crate::list::filters::given;
use crate::list::warnings::warn;
use crate::output::format::Format;
use crate::output::printer::ListPrinter;
use crate::output::row::Row;
use bcrumbs::Request;
use bcrumbs::graphql_client::GraphQLQuery;
use serde::de::DeserializeOwned;

/// What is shown in another form than the library's model: without a secret, or with an address that the model hides.
pub(crate) trait Shown {
    /// The form in which it is shown.
    type Row: Row;

    /// Returns it in that form.
    fn row(self) -> Self::Row;
}

/// Prints the items of a list.
pub(crate) async fn print<Q, T>(list: Request<Q, Vec<T>>, global: &Global) -> Result<(), Failure>
where
    Q: GraphQLQuery<Variables: Send + Sync, ResponseData: DeserializeOwned> + 'static,
    T: Row + 'static,
{
    let items = fetch(list, global).await?;
    print_rows(&items, global)
}

/// Prints the items of a list, each in the form in which it is shown.
pub(crate) async fn print_shown<Q, T>(list: Request<Q, Vec<T>>, global: &Global) -> Result<(), Failure>
where
    Q: GraphQLQuery<Variables: Send + Sync, ResponseData: DeserializeOwned> + 'static,
    T: Shown + 'static,
{
    let items = fetch(list, global).await?;
    print_rows(&items.into_iter().map(Shown::row).collect::<Vec<_>>(), global)
}

async fn fetch<Q, T>(list: Request<Q, Vec<T>>, global: &Global) -> Result<Vec<T>, Failure>
where
    Q: GraphQLQuery<Variables: Send + Sync, ResponseData: DeserializeOwned> + 'static,
    T: 'static,
{
    let response = given(list, global.timeout, Request::timeout).await?;
    warn(response.errors());
    Ok(response.into_data())
}

fn print_rows<T: Row>(items: &[T], global: &Global) -> Result<(), Failure> {
    let mut printer = ListPrinter::new::<T>(Format::chosen(global.output))?;
    printer.page(items)?;
    Ok(printer.finish(None)?)
}
