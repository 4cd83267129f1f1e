//! Tests lossless paging with every variant of the model: each row is returned exactly once, or the list is not
//! lossless.

use crate::model::page_request::PageRequest;
use crate::paging::model_gateway::*;
use crate::paging::page::Page;
use crate::paging::pagination_error::PaginationError;
use crate::paging::rules::PaginationRules;
use proptest::prelude::*;
use std::collections::HashSet;

/// Midnight, so that a gateway that compares in seconds has its groups where the tests put them.
pub(super) const START: i64 = 1_742_083_200 * SECOND;

/// The returned items of a list.
pub(super) struct ListResult {
    pub(super) ids: Vec<String>,
    pub(super) error: Option<PaginationError>,
    pub(super) lossless: Lossless,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lossless {
    Promised,
    Withdrawn,
}

pub(super) fn read_list(gateway: &mut Gateway, page_size: u32) -> ListResult {
    read_list_with(gateway, page_size, |_| {})
}

/// Reads a list that is changed before each page.
pub(super) fn read_list_with(
    gateway: &mut Gateway,
    page_size: u32,
    mut before: impl FnMut(&mut Gateway),
) -> ListResult {
    let first = PageRequest { limit: Some(page_size), ..PageRequest::default() };
    let mut rules = PaginationRules::new(first, None, None);
    let mut ids = Vec::new();
    while let Some(request) = rules.request() {
        assert!(gateway.requests < 10_000, "the list does not end");
        before(gateway);
        let mut page: Page<ModelRow> = gateway.page(request);
        let element_count = page.items.len();
        rules.accept(&mut page, element_count, true, ROW);
        ids.extend(page.items.into_iter().map(|row| row.id));
    }
    let lossless = if rules.is_lossless() { Lossless::Promised } else { Lossless::Withdrawn };
    ListResult { ids, error: rules.take_error(), lossless }
}

/// Returns the problem of a list that was read from a gateway, if there is one.
pub(super) fn fault(gateway: &mut Gateway, page_size: u32) -> Option<String> {
    let listed = gateway.rows.len();
    let group = gateway.largest_group();
    let ListResult { ids, error, lossless } = read_list(gateway, page_size);
    let returned: HashSet<&String> = ids.iter().collect();
    let settled = gateway.rules.ties == Ties::Stable && gateway.rules.changes == 0;
    if returned.len() < ids.len() && (settled || lossless == Lossless::Promised) {
        return Some(format!("{} rows came again", ids.len() - returned.len()));
    }
    let lasting = |row: &&ModelRow| row.shown == Shown::Kept && row.since == Since::Before;
    let lost = gateway.rows.iter().filter(lasting).filter(|row| !returned.contains(&row.id)).count();
    if lost > 0 && error.is_none() && lossless == Lossless::Promised {
        return Some(format!("{lost} rows are lost, and the list is called lossless"));
    }
    let Rules { form, order, ties, cap, changes, .. } = gateway.rules;
    let fits = cap > 2 * group && (ties == Ties::Stable || group < 8 * page_size as usize);
    let readable = form != Form::Opaque && order == Order::NewestFirst && changes == 0 && fits;
    if readable && (error.is_some() || lossless == Lossless::Withdrawn) {
        return Some(format!("a list that can be read without loss ends as {error:?}, {lossless:?}"));
    }
    let pages = listed.div_ceil(cap.min(page_size as usize));
    // Some requests are added once for each gateway: to find its precision, and to find that it limits its pages. More
    // requests are added if the pages are too small for the rows with the same instant, and to find out whether a row
    // was deleted or left out.
    let search = match ties {
        _ if fits && error.is_none() && lossless == Lossless::Promised => 24,
        Ties::Stable => 120,
        // Each page that is too small shows other rows of the same group.
        Ties::Shuffled => 300,
    };
    if form != Form::Opaque && gateway.requests > 4 * (pages + gateway.changed) + search {
        return Some(format!("{} requests for {pages} pages", gateway.requests));
    }
    None
}

pub(super) fn gateway_rules() -> impl Strategy<Value = Rules> {
    let cut = prop_oneof![Just(Cut::Strict), Just(Cut::Inclusive), Just(Cut::NextRow)];
    let order = prop_oneof![5 => Just(Order::NewestFirst), 1 => Just(Order::OldestFirst)];
    let filter = prop_oneof![Just(Filter::BeforeTheLimit), Just(Filter::AfterTheLimit)];
    let ties = prop_oneof![Just(Ties::Stable), Just(Ties::Shuffled)];
    let form = prop::sample::select(Form::ALL.to_vec());
    let compares = prop::sample::select(vec![1, MICROSECOND, MILLISECOND, SECOND]);
    let cap = prop_oneof![2 => Just(usize::MAX), 1 => 1_usize..20];
    let changes = prop_oneof![2 => Just(0_u8), 1 => 1_u8..30];
    (cut, order, filter, ties, form, compares, cap, changes).prop_map(
        |(cut, order, filter, ties, form, compares, cap, changes)| Rules {
            cut,
            order,
            filter,
            ties,
            form,
            compares,
            cap,
            changes,
        },
    )
}

/// Instants with many ties, as a gateway might store them: in a unit, some units apart.
pub(super) fn instants() -> impl Strategy<Value = Vec<i64>> {
    let unit =
        prop::sample::select(vec![1, MICROSECOND, MILLISECOND, 100 * MILLISECOND, SECOND, 60 * SECOND]);
    let spread = prop::sample::select(vec![3_i64, 30, 3000]);
    (unit, spread, 0_usize..120).prop_flat_map(|(unit, spread, rows)| {
        prop::collection::vec((0..spread).prop_map(move |n| START + n * unit), rows)
    })
}

/// The number of rows of ten that the filter of the list drops.
pub(super) fn filtered() -> impl Strategy<Value = u8> {
    prop_oneof![2 => Just(0_u8), 1 => 1_u8..10]
}

/// Creates a gateway with a filter that drops some rows of ten.
pub(super) fn filtered_list(rules: Rules, instants: Vec<i64>, filtered: u8, seed: u64) -> Gateway {
    let mut gateway = Gateway::new(rules, instants, seed);
    let mut dice = fastrand::Rng::with_seed(seed);
    for row in &mut gateway.rows {
        if dice.u8(0..10) < filtered {
            row.shown = Shown::Filtered;
        }
    }
    gateway
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, max_shrink_iters: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_row_comes_once_or_the_list_is_not_called_lossless(
        rules in gateway_rules(),
        instants in instants(),
        filtered in filtered(),
        page_size in 1_u32..25,
        seed: u64,
    ) {
        let mut gateway = filtered_list(rules, instants, filtered, seed);
        let fault = fault(&mut gateway, page_size);
        prop_assert!(fault.is_none(), "{}: {:?}", fault.unwrap_or_default(), rules);
    }
}
