//! A world as a picture: components in chains, wires with what goes over them.
//!
//! ```text
//!  people ─•──•──▶ api ────•──▶ shop ──• ───▶ orders
//!                                 └─────────▶ mail
//! ```
//!
//! Below 200 requests in a second of the screen each request is a dot that moves along its wire;
//! above, the wire is thick and names the rate.

use ratatui::text::{Line, Span};

use super::theme::{Look, Role};
use crate::{
    sim::{
        kernel::{
            call::PartId,
            core::{Hop, N_HOPS},
            meter::Count,
            number::{float, shown_figure},
            time::{MS, SECOND, SimTime, to_seconds},
        },
        watch::lanes::Lane,
    },
    text,
};

/// More than this a second is shown as a rate.
const DOTS: f64 = 200.0;
/// A request is under way this long on the screen, at normal speed.
const WAY: SimTime = 250 * MS;
const SHORTEST: usize = 2;
const LONGEST: usize = 14;

/// A component at its place, and the wire that leads to it.
#[derive(Debug, Clone)]
struct Node {
    name: String,
    /// The component in front of it, by place in the list; none for a source.
    from: Option<usize>,
    row: usize,
    /// How many wires lie before it.
    depth: usize,
    /// Drawn before: here it is only named.
    is_again: bool,
}

/// How far a dot has come, and how fast.
#[derive(Debug, Clone, Copy)]
pub(in crate::tui) struct DotMotion {
    /// Simulated seconds in a second.
    pub(in crate::tui) speed: u64,
    /// Single requests are shown.
    pub(in crate::tui) shows_dots: bool,
}

/// The rows of the picture, at most `width` columns wide.
pub(in crate::tui) fn rows(
    look: Look,
    lane: &Lane,
    motion: DotMotion,
    width: usize,
) -> Vec<Line<'static>> {
    let nodes = place(lane);
    let n_rows = nodes.iter().map(|node| node.row + 1).max().unwrap_or(0);
    let depth = nodes.iter().map(|node| node.depth).max().unwrap_or(0);
    // Columns of each depth are as wide as their longest name.
    let name_width = |at: usize| {
        let names = nodes.iter().filter(|node| node.depth == at);
        names.map(|node| text::width(&node.name) + 2).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..=depth).map(name_width).collect();
    let names: usize = widths.iter().sum::<usize>() + 2 * depth;
    let wire = (width.saturating_sub(names) / depth.max(1)).clamp(SHORTEST, LONGEST);
    (0..n_rows)
        .map(|row| {
            let mut canvas = Canvas::new(look);
            let mut column = 0;
            for at in 0..=depth {
                let node = nodes.iter().find(|node| node.row == row && node.depth == at);
                let name_room = widths.get(at).copied().unwrap_or(0);
                if let Some(node) = node {
                    if let Some(from) = node.from.and_then(|from| nodes.get(from)) {
                        let lead = column - wire - 2;
                        let is_branch = from.row != row;
                        let busy = traffic(lane, from, node);
                        canvas.wire(lead, wire + 2, is_branch, &busy, lane, motion);
                        if is_branch {
                            // The branch begins below the middle of the name in front of it.
                            canvas.corner(lead);
                        }
                    }
                    let state = state_of(lane, &node.name);
                    canvas.put(column, state.role(node.is_again), &node.name);
                    if state == State::Troubled {
                        let after = column + text::width(&node.name) + 1;
                        canvas.set(after, Role::Bad, look.signs.wrong);
                    }
                }
                column += name_room + wire + 2;
            }
            text_line(canvas, width)
        })
        .collect()
}

fn text_line(canvas: Canvas, width: usize) -> Line<'static> {
    let mut left = width;
    let mut spans = Vec::new();
    for (role, symbol) in canvas.cells {
        if left == 0 {
            break;
        }
        left -= 1;
        spans.push(Span::styled(symbol.to_string(), canvas.look.style(role)));
    }
    Line::from(spans)
}

/// Where components stand: each chain in a row, branches in rows below.
fn place(lane: &Lane) -> Vec<Node> {
    let setup = lane.world.setup();
    let is_target = |name: &str| setup.parts.values().any(|part| part.wires().contains(&name));
    let mut nodes: Vec<Node> = Vec::new();
    let mut next_row = 0;
    let sources: Vec<&String> = setup.parts.keys().filter(|name| !is_target(name)).collect();
    for name in sources {
        grow(lane, &mut nodes, &mut next_row, name, None, 0);
    }
    // Components that only feed each other in a circle have no source.
    for name in setup.parts.keys() {
        if !nodes.iter().any(|node| node.name == *name) {
            grow(lane, &mut nodes, &mut next_row, name, None, 0);
        }
    }
    nodes
}

fn grow(
    lane: &Lane,
    nodes: &mut Vec<Node>,
    next_row: &mut usize,
    name: &str,
    from: Option<usize>,
    depth: usize,
) {
    let is_again = nodes.iter().any(|node| node.name == name);
    let row = match from.and_then(|from| nodes.get(from)) {
        // The first wire goes on in the same row.
        Some(front) if nodes.iter().all(|node| node.from != from) => front.row,
        Some(_) | None => *next_row,
    };
    *next_row = (*next_row).max(row + 1);
    nodes.push(Node { name: name.to_owned(), from, row, depth, is_again });
    if is_again {
        return;
    }
    let me = nodes.len() - 1;
    let Some(part) = lane.world.setup().parts.get(name) else { return };
    for wire in part.wires() {
        grow(lane, nodes, next_row, wire, Some(me), depth + 1);
    }
}

/// What goes over one wire.
#[derive(Debug, Default)]
struct Traffic {
    rate: f64,
    hops: Vec<SimTime>,
}

fn traffic(lane: &Lane, from: &Node, to: &Node) -> Traffic {
    let find = |name: &str| {
        let place = lane.world.components().position(|(one, _)| one == name);
        place.and_then(|place| PartId::try_from(place).ok())
    };
    let (Some(from), Some(to)) = (find(&from.name), find(&to.name)) else {
        return Traffic::default();
    };
    let is_mine = |hop: &&Hop| hop.from == from && hop.to == to;
    let hops: Vec<SimTime> =
        lane.world.core.hops.iter().filter(is_mine).map(|hop| hop.at).collect();
    // The rate of this wire alone: over the last second, or as far as the hops reach back.
    let now = lane.world.core.now;
    let oldest = lane.world.core.hops.front().map_or(0, |hop| hop.at);
    let is_full = lane.world.core.hops.len() == N_HOPS;
    let since = now.saturating_sub(SECOND).max(if is_full { oldest } else { 0 });
    let n = hops.iter().filter(|at| since <= **at).count() as u64;
    let rate = float(n) / to_seconds((now - since).max(MS));
    Traffic { rate, hops }
}

/// Whether something goes wrong with a component just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Calm,
    Troubled,
}

impl State {
    fn role(self, is_again: bool) -> Role {
        match self {
            Self::Troubled => Role::Bad,
            Self::Calm if is_again => Role::Dim,
            Self::Calm => Role::Strong,
        }
    }
}

fn state_of(lane: &Lane, name: &str) -> State {
    let place = lane.world.components().position(|(one, _)| one == name);
    let bad = [
        Count::Throttled,
        Count::FunctionError,
        Count::Timeout,
        Count::Refused,
        Count::ClientError,
        Count::Dropped,
        Count::DeadLetters,
        Count::Lost,
    ];
    let is_bad = lane.recorder.samples.iter().rev().take(10).any(|sample| {
        place.is_some_and(|place| bad.iter().any(|what| 0 < sample.count(place, *what)))
    });
    if is_bad { State::Troubled } else { State::Calm }
}

/// A row that is written cell by cell.
struct Canvas {
    look: Look,
    cells: Vec<(Role, char)>,
}

impl Canvas {
    fn new(look: Look) -> Self {
        Self { look, cells: Vec::new() }
    }

    fn put(&mut self, column: usize, role: Role, words: &str) {
        for (offset, symbol) in words.chars().enumerate() {
            self.set(column + offset, role, symbol);
        }
    }

    fn set(&mut self, column: usize, role: Role, symbol: char) {
        while self.cells.len() <= column {
            self.cells.push((Role::Plain, ' '));
        }
        if let Some(cell) = self.cells.get_mut(column) {
            *cell = (role, symbol);
        }
    }

    fn corner(&mut self, column: usize) {
        let sign = self.look.signs.corner;
        self.set(column, Role::Dim, sign);
    }

    /// A wire of `length` cells that ends in an arrow, with what goes over it.
    fn wire(
        &mut self,
        column: usize,
        length: usize,
        is_branch: bool,
        traffic: &Traffic,
        lane: &Lane,
        motion: DotMotion,
    ) {
        let signs = self.look.signs;
        // What passes in a second of the screen decides, whatever the speed.
        let per_second = traffic.rate * float(motion.speed.max(1));
        let is_many = DOTS <= per_second || (!motion.shows_dots && 0.0 < traffic.rate);
        let line = if is_many { signs.thick_wire } else { signs.wire };
        let first = usize::from(!is_branch);
        for offset in first..length - 1 {
            self.set(column + offset, Role::Dim, line);
        }
        self.set(column + length - 2, Role::Dim, signs.arrow);
        self.set(column + length - 1, Role::Plain, ' ');
        if is_many {
            let words = format!("{}/s", short(traffic.rate));
            let room = length.saturating_sub(4);
            if text::width(&words) <= room {
                let at = column + 1 + (room - text::width(&words)) / 2 + usize::from(is_branch);
                self.put(at, Role::Accent, &words);
            }
            return;
        }
        let now = lane.world.core.now;
        let way = WAY.saturating_mul(motion.speed.max(1));
        let room = length.saturating_sub(3) as u64;
        for at in &traffic.hops {
            let passed = now - at;
            if passed < way {
                let offset = usize::try_from(passed * room / way).unwrap_or(0);
                self.set(column + 1 + offset, Role::Accent, signs.request);
            }
        }
    }
}

/// `2.5k`, `340`.
fn short(rate: f64) -> String {
    if 1_000.0 <= rate { format!("{}k", shown_figure(rate / 1_000.0)) } else { shown_figure(rate) }
}
