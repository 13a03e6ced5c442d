//! A front and a back.

use super::{Pictured, Posed};
use crate::{
    app::{
        App,
        keys::action::Place,
        screens::{kinds::basic::Recalled, showing::AnsweredCard},
    },
    tui::parts::{page::Page, theme::Role},
};

impl Pictured for Recalled {
    fn ask(&self, page: &mut Page, app: &App, _: &[usize]) -> Posed {
        let words = "recall the answer; {answer.commit} shows it";
        page.text(Role::Dim, 0, &app.keymap.fill(Place::Pick, words));
        Posed::default()
    }

    fn solve(&self, page: &mut Page, _: &[usize], _: &AnsweredCard) {
        page.text(Role::Strong, 0, &self.back);
    }

    fn preview(&self, page: &mut Page) {
        page.text(Role::Strong, 0, &self.back);
    }
}
