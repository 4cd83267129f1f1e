//! Measures the CPU time of one call, and compares it with other libraries.

use crate::again::run_again;
use crate::clock::{median, thread_cpu};
use crate::contenders::{Caller, Way};
use crate::one_core::OneCore;
use crate::report::{Report, Target};
use crate::server::Server;
use tokio::runtime::{Builder, Runtime};

/// A page size, the number of calls in a round, and the target ratio to the peer's time.
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

/// The number of measuring processes, one after the other. The heap's address changes the result by a tenth.
const PROCESSES: usize = 7;

/// The number of rounds in each process. Each round measures every way once; the first round is a warm-up.
const ROUNDS: usize = 5;

/// The argument that starts this program as a measured caller.
pub(crate) const ROLE: &str = "call";

/// The microseconds that a call took by each way.
type Round = [f64; Way::ALL.len()];

/// Measures every way on every size of page, with the server on the same core and on another.
pub(crate) fn run(report: &mut Report, server: &Server) {
    report.section(
        "One call",
        "CPU time of the calling thread for one call over loopback, its answer a page of conversations with all \
         scalars and the contact, in microseconds. The ways take turns, in seven processes one after the other, and \
         each ratio is the middle one of all rounds' ratios to `graphql_client` with reqwest's `.json()`.",
    );
    report.note("Server and client on one core:\n");
    {
        let _one = OneCore::enter();
        let here = Server::start();
        compare(report, &here, "per_call");
    }
    report.note(
        "On two cores. What is added is the waking of the other core, which a virtual machine pays dearly for; it is \
         the same for all, but for the timer that limits our call:\n",
    );
    compare(report, server, "per_call.two_cores");
}

fn compare(report: &mut Report, server: &Server, name: &str) {
    let mut rounds = SIZES.map(|_| Vec::<Round>::new());
    for _ in 0..PROCESSES {
        let measured = run_again(&[ROLE, &server.url("canned")]);
        let mut figures = measured.split_whitespace().map(|figure| figure.parse().expect("a figure"));
        for rounds in &mut rounds {
            rounds.extend(
                (0..ROUNDS).map(|_| Way::ALL.map(|_| figures.next().expect("a figure for each way"))),
            );
        }
    }
    let mut rows = Way::ALL.map(|way| vec![way.name().to_owned()]);
    let peer = Way::ALL.iter().position(|way| *way == PEER).expect("it is one of them");
    for (Size { items, target, .. }, rounds) in SIZES.iter().zip(&rounds) {
        for (index, way) in Way::ALL.into_iter().enumerate() {
            let micros = median(rounds.iter().map(|round| round[index]).collect());
            let ratio = median(rounds.iter().map(|round| round[index] / round[peer]).collect());
            rows[index].extend([format!("{micros:.0}"), format!("{ratio:.2}")]);
            if way == Way::Ours {
                report.target(&format!("{name}.page_of_{items}"), ratio, *target);
            }
        }
    }
    report.table(&["way", "1 item", "ratio", "100 items", "ratio", "1,000 items", "ratio"], &rows);
}

/// Measures in this process, and prints a line of figures for each round.
pub(crate) fn call(url: &str) {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    for Size { items, calls, .. } in SIZES {
        let caller = Caller::new(format!("{url}/{items}"));
        let rounds = (0..=ROUNDS).map(|_| round(&runtime, &caller, calls, items));
        rounds.skip(1).for_each(|round| println!("{}", round.map(|micros| micros.to_string()).join(" ")));
    }
}

/// Gives each way its turn.
fn round(runtime: &Runtime, caller: &Caller, calls: usize, items: usize) -> Round {
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
