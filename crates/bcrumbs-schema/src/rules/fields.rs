//! The fields of a selection set as serde and the generator see them: those of the fragments spread in it are its own.

use std::collections::HashSet;

use apollo_compiler::executable::{Field, Selection, SelectionSet};
use apollo_compiler::{ExecutableDocument, Name, Node};

/// Which fragments are entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Through {
    /// Every fragment.
    All,
    /// Only those on the type of the set that spreads them.
    SameType,
}

/// Returns the fields of a set and of the fragments spread in it, each fragment once. Inline fragments are not entered.
pub(crate) fn fields<'a>(
    document: &'a ExecutableDocument,
    set: &'a SelectionSet,
    through: Through,
) -> impl Iterator<Item = &'a Node<Field>> {
    let mut open = vec![Open { set, next: 0 }];
    let mut seen: HashSet<&Name> = HashSet::new();
    std::iter::from_fn(move || {
        loop {
            let current = open.last_mut()?;
            let Some(selection) = current.set.selections.get(current.next) else {
                open.pop();
                continue;
            };
            current.next += 1;
            match selection {
                Selection::Field(field) => return Some(field),
                Selection::InlineFragment(_) => {}
                Selection::FragmentSpread(spread) => {
                    let name = &spread.fragment_name;
                    let Some(fragment) = document.fragments.get(name).map(|f| &f.selection_set) else {
                        continue;
                    };
                    let enters = through == Through::All || fragment.ty == current.set.ty;
                    if enters && seen.insert(name) {
                        open.push(Open { set: fragment, next: 0 });
                    }
                }
            }
        }
    })
}

struct Open<'a> {
    set: &'a SelectionSet,
    next: usize,
}
