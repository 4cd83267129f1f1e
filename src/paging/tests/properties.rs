//! What holds whatever the rows' ties and the pages' sizes are.

use super::*;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lossless_paging_gives_each_row_once_whatever_the_ties(
        instants in prop::collection::vec(0_i64..12, 0..60),
        page_size in 1_u32..12,
        inclusive: bool,
    ) {
        let cut = if inclusive { Cut::Inclusive } else { Cut::Strict };
        let gateway = Gateway::new(cut, instants.into_iter().map(|n| START + n).collect());
        let walk = walk(pager(page_size, true), &gateway);
        prop_assert_eq!(walk.stuck, None);
        prop_assert_eq!(walk.ids, ids(&gateway));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lossless_paging_gives_each_row_once_however_many_digits_a_cursor_has(
        instants in prop::collection::vec((0_i64..25, 0_i64..2), 0..60),
        page_size in 1_u32..12,
        inclusive: bool,
    ) {
        let cut = if inclusive { Cut::Inclusive } else { Cut::Strict };
        let instants = instants.into_iter().map(|(tenths, millis)| START + tenths * 100 + millis).collect();
        let gateway = Gateway { print: trimmed, ..Gateway::new(cut, instants) };
        let walk = walk(pager(page_size, true), &gateway);
        prop_assert_eq!(walk.stuck, None);
        prop_assert_eq!(walk.ids, ids(&gateway));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn plain_paging_never_repeats_a_row(
        instants in prop::collection::vec(0_i64..40, 0..60),
        page_size in 1_u32..12,
        inclusive: bool,
    ) {
        let cut = if inclusive { Cut::Inclusive } else { Cut::Strict };
        let gateway = Gateway::new(cut, instants.into_iter().map(|n| START + n).collect());
        let mut seen = walk(pager(page_size, false), &gateway).ids;
        let given = seen.len();
        seen.sort();
        seen.dedup();
        prop_assert_eq!(given, seen.len());
    }

    #[test]
    fn a_resumed_walk_repeats_but_never_skips(
        instants in prop::collection::vec(0_i64..12, 1..60),
        page_size in 1_u32..12,
        stop_after in 0_usize..6,
        inclusive: bool,
    ) {
        let cut = if inclusive { Cut::Inclusive } else { Cut::Strict };
        let gateway = Gateway::new(cut, instants.into_iter().map(|n| START + n).collect());
        let mut walker = pager(page_size, true);
        let (mut given, mut began) = (Vec::new(), None);
        for _ in 0..=stop_after {
            let Some(request) = walker.request() else { break };
            began = request.cursor.clone();
            let (mut page, received) = gateway.page(request);
            walker.accept(&mut page, received, true, PARTS);
            given.extend(page.items.into_iter().map(|row| row.id));
        }
        let first = PageRequest { limit: Some(page_size), cursor: began, ..PageRequest::default() };
        given.extend(walk(Pager::new(first, None, true), &gateway).ids);
        given.sort();
        given.dedup();
        prop_assert_eq!(given.len(), gateway.rows.len());
    }
}
