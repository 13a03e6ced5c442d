//! How many faults of each file are told: as many as anybody reads. The rest is only counted,
//! before anything is made for it.

use std::collections::BTreeMap;

use super::parse::MAX_PROBLEMS;
use crate::diag::{Diagnostic, SourceFile};

#[derive(Debug, Clone, Default)]
pub(in crate::content) struct ToldFaults {
    /// Told, and left out, by the position of the file.
    counts: BTreeMap<usize, (usize, usize)>,
}

impl ToldFaults {
    /// Whether one more fault of a file may be told; it is counted either way.
    pub(in crate::content) fn has_room(&mut self, file: usize) -> bool {
        let (told, rest) = self.counts.entry(file).or_default();
        let has_room = *told < MAX_PROBLEMS;
        *(if has_room { told } else { rest }) += 1;
        has_room
    }

    /// How many more may be told.
    pub(in crate::content) fn room(&self, file: usize) -> usize {
        MAX_PROBLEMS.saturating_sub(self.counts.get(&file).map_or(0, |(told, _)| *told))
    }

    /// Takes in what was told and left out elsewhere.
    pub(in crate::content) fn add(&mut self, file: usize, n_told: usize, n_rest: usize) {
        if 0 < n_told + n_rest {
            let (told, rest) = self.counts.entry(file).or_default();
            (*told, *rest) = (*told + n_told, *rest + n_rest);
        }
    }

    /// For each file with more faults than are told, how many more; from then on they count anew.
    pub(in crate::content) fn take_rest(&mut self, files: &[SourceFile]) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (index, (_, rest)) in &mut self.counts {
            let n = std::mem::take(rest);
            if let Some(file) = files.get(*index).filter(|_| 0 < n) {
                let what = format!("{n} more faults in this file are not listed");
                found.push(Diagnostic::unreadable(&file.name, what));
            }
        }
        found
    }
}
