//! A front and a back.

use super::Voiced;
use crate::app::screens::kinds::basic::Recalled;

impl Voiced for Recalled {
    fn ask(&self, _: &[usize], lines: &mut Vec<String>) {
        lines.push("Recall the answer; {answer.commit} tells it.".to_owned());
    }
}
