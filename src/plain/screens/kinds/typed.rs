//! A card whose answer is typed.

use super::Voiced;
use crate::app::screens::kinds::typed::TypedLine;

impl<Q> Voiced for TypedLine<Q> {
    fn ask(&self, _: &[usize], lines: &mut Vec<String>) {
        lines.push("Type the answer; `:{app.help}` helps, `:{answer.give-up}` shows it, `:{app.back}` leaves.".to_owned());
    }
}
