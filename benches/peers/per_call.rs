//! What one call costs the caller's processor, beside what it costs by other libraries.

use crate::clock::{median, thread_cpu};
use crate::contenders::{Caller, Way};
use crate::one_core::OneCore;
use crate::report::{Report, Target};
use crate::server::Server;
use tokio::runtime::{Builder, Runtime};

/// A size of page, how often a round calls for it, and the share of the peer's time that ours may take.
struct Size {
    items: usize,
    calls: usize,
    target: Target,
}

const SIZES: [Size; 3] = [
    Size { items: 1, calls: 300, target: Target::AtMost(1.05) },
    Size { items: 100, calls: 100, target: Target::AtMost(0.80) },
    Size { items: 1000, calls: 20, target: Target::AtMost(0.80) },
];

/// The way that the others are compared with.
const PEER: Way = Way::GraphqlClient;

/// Rounds in which every way has its turn; the middle one of the ratios counts.
const ROUNDS: usize = 25;

/// Measures every way on every size of page, with the server on the same core and on another.
pub(crate) fn run(report: &mut Report, server: &Server) {
    report.section(
        "One call",
        "CPU time of the calling thread for one call over loopback, its answer a page of conversations with all \
         scalars and the contact, in microseconds. The ways take turns, and each ratio is the middle one of the \
         rounds' ratios to `graphql_client` with reqwest's `.json()`.",
    );
    report.note("Server and client on one core:\n");
    {
        let _one = OneCore::enter();
        let here = Server::start();
        measure(report, &here, "per_call");
    }
    report.note(
        "On two cores. What is added is the waking of the other core, which a virtual machine pays dearly for; it is \
         the same for all, but for the timer that limits our call:\n",
    );
    measure(report, server, "per_call.two_cores");
}

fn measure(report: &mut Report, server: &Server, name: &str) {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut rows = Way::ALL.map(|way| vec![way.name().to_owned()]);
    for Size { items, calls, target } in SIZES {
        let caller = Caller::new(server.url(&format!("canned/{items}")));
        // The first round warms up.
        let rounds: Vec<_> = (0..=ROUNDS).map(|_| round(&runtime, &caller, calls, items)).skip(1).collect();
        let peer = Way::ALL.iter().position(|way| *way == PEER).expect("it is one of them");
        for (place, way) in Way::ALL.into_iter().enumerate() {
            let micros = median(rounds.iter().map(|round| round[place]).collect());
            let ratio = median(rounds.iter().map(|round| round[place] / round[peer]).collect());
            rows[place].extend([format!("{micros:.0}"), format!("{ratio:.2}")]);
            if way == Way::Ours {
                report.target(&format!("{name}.page_of_{items}"), ratio, target);
            }
        }
    }
    report.table(&["way", "1 item", "ratio", "100 items", "ratio", "1,000 items", "ratio"], &rows);
}

/// Gives each way its turn, and returns the microseconds that a call took.
fn round(runtime: &Runtime, caller: &Caller, calls: usize, items: usize) -> [f64; Way::ALL.len()] {
    Way::ALL.map(|way| {
        let before = thread_cpu();
        for _ in 0..calls {
            let read = runtime.block_on(caller.call(way));
            assert!(way == Way::Bytes || read == items, "{} read {read} of {items} items", way.name());
        }
        #[expect(clippy::cast_precision_loss, reason = "a small count")]
        let calls = calls as f64;
        (thread_cpu() - before).as_secs_f64() * 1e6 / calls
    })
}
