//! What a session of drills is about, and which of them come more often.

use super::desk::Desk;

/// Questions of a session, unless it is asked for more.
pub const N_QUESTIONS: usize = 20;

/// What a session is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrillPlan {
    /// Places among the templates of the library; all of them where none is named.
    pub templates: Vec<usize>,
    pub level: u8,
    pub count: usize,
    pub seed: Option<u64>,
}

impl Default for DrillPlan {
    fn default() -> Self {
        Self { templates: Vec::new(), level: 1, count: N_QUESTIONS, seed: None }
    }
}

/// How heavy a template weighs at first. A session with a seed of its own is the same for everyone.
pub fn weight(desk: &Desk, plan: &DrillPlan, at: usize) -> u64 {
    let template = desk.library.drills().get(at).filter(|_| plan.seed.is_none());
    let history = template.and_then(|one| desk.history.drill_history.get(&one.id));
    history.copied().unwrap_or_default().weight()
}
