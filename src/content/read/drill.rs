//! Reads templates of drills.

use toml::de::DeValue;

use super::{
    draw::read_draw,
    scalar::read_id,
    scope::Scope,
    world::{MAX_KNOBS, MAX_PARTS, given_of},
};
use crate::{
    exam::{
        formula::Formula,
        stage::{GoalPlan, PartPlan, SettingPlan, StagePlan},
        template::{AskPlan, Decides, LEVELS, Slip, Template, Version},
        wording::Text,
    },
    fields::{At, Fields, KeyAndValue, Reader, list_of},
    ids::{FactId, TopicId},
    sim::{PartSetup, kernel::setting::Refusal, services::kinds},
    text,
};

/// A template whose topic, facts and figures are not resolved yet.
#[derive(Debug)]
pub(in crate::content) struct RawDrill {
    pub(in crate::content) template: Template,
    pub(in crate::content) topic: Option<At<String>>,
    pub(in crate::content) facts: Vec<At<FactId>>,
    /// What figures are called in the library, in the order of the template.
    pub(in crate::content) figures: Vec<At<String>>,
}

/// Draws, worked out numbers, and texts of one version; and what else there may be of one kind.
const MAX_NAMES: usize = 40;
const MAX_FEW: usize = 12;

const HEAD_KEYS: &[&str] = &["id", "title", "topic", "facts", "figures"];
const VERSION_KEYS: &[&str] = &[
    "draw", "let", "words", "keep", "question", "decides", "choice", "asks", "answer", "working",
    "slip", "world",
];

pub(in crate::content) fn read_drill(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    topic: Option<&At<String>>,
) -> Option<RawDrill> {
    let has_versions = table.has("version");
    let own: &[&str] = if has_versions { &["version"] } else { VERSION_KEYS };
    table.only(reader, &[HEAD_KEYS, own].concat());
    let id = read_id(reader, table);
    let title = table.need_text(reader, "title");
    let topic = table.text(reader, "topic").or_else(|| topic.cloned());
    if topic.is_none() {
        table.missing(reader, "topic");
    }
    let facts = table.few_texts(reader, "facts", MAX_FEW);
    if facts.is_empty() {
        reader.fault_hint(
            &table.place("facts"),
            "a drill needs the key `facts` with at least one fact",
            "name the facts that it trains, the main one first",
        );
        return None;
    }
    let mut scope = Scope::new();
    let mut figures = Vec::new();
    let named = table.table(reader, "figures", "list of figures");
    for (name, span, _) in in_order(reader, named.as_ref())? {
        scope.add_number(reader, name, span)?;
        figures.extend(named.as_ref().and_then(|named| named.text(reader, name)));
    }
    let versions = if has_versions {
        read_versions(reader, table, &scope)?
    } else {
        vec![read_version(reader, table, scope, LEVELS.to_vec())?]
    };
    let template = Template {
        number: 0,
        id: id?.it,
        title: title?.it,
        topic: TopicId::from(topic.as_ref()?.it.as_str()),
        facts: Vec::new(),
        is_bill: false,
        figures: Vec::new(),
        figure_ids: figures.iter().map(|one| one.it.clone()).collect(),
        versions,
    };
    let facts = facts.into_iter().map(|one| At { it: FactId(one.it.into()), span: one.span });
    Some(RawDrill { template, topic, facts: facts.collect(), figures })
}

fn read_versions(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    scope: &Scope,
) -> Option<Vec<Version>> {
    let mut versions: Vec<Version> = Vec::new();
    for version in table.few_tables(reader, "version", "version", LEVELS.len()) {
        version.only(reader, &[&["levels"], VERSION_KEYS].concat());
        let levels = version.integers(reader, "levels");
        let levels = LEVELS.into_iter().filter(|level| levels.contains(&u32::from(*level)));
        versions.push(read_version(reader, &version, scope.clone(), levels.collect())?);
    }
    let asks_on = |level: &u8| versions.iter().filter(|one| one.levels.contains(level)).count();
    if let Some(level) = LEVELS.iter().find(|level| asks_on(level) != 1) {
        let what = format!("not exactly one version has level {level} among its `levels`");
        reader.fault(&table.place("version"), what);
        return None;
    }
    Some(versions)
}

fn read_version(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    mut scope: Scope,
    levels: Vec<u8>,
) -> Option<Version> {
    let mut draws = Vec::new();
    let drawn = table.table(reader, "draw", "list of draws");
    for (name, span, value) in in_order(reader, drawn.as_ref())? {
        draws.push(read_draw(reader, name, span, value, &mut scope)?);
    }
    let mut lets = Vec::new();
    let named = table.table(reader, "let", "list of formulas");
    for (name, span, value) in in_order(reader, named.as_ref())? {
        lets.push(scope.formula(reader, value, name)?);
        scope.add_number(reader, name, span)?;
    }
    let mut words = Vec::new();
    let named = table.table(reader, "words", "list of texts");
    for (name, span, value) in in_order(reader, named.as_ref())? {
        words.push(scope.text(reader, value, name)?);
        scope.add_text(reader, name, span)?;
    }
    let keep = formulas(reader, table, "keep", &scope)?;
    let answers = formulas(reader, table, "answer", &scope)?;
    let mut of_answer = scope.clone();
    let asks = read_asks(reader, table, &mut of_answer)?;
    if answers.len() != asks.len() || asks.is_empty() {
        let asked = text::plural(asks.len(), "number");
        let what = format!("`asks` has {asked}, and `answer` has {}", answers.len());
        reader.fault(&table.place("answer"), what);
        return None;
    }
    let question = need(reader, table, "question", &scope);
    let working = need(reader, table, "working", &scope);
    let decides = match table.table(reader, "decides", "decision") {
        Some(decision) => Some(read_decides(reader, &decision, table, &scope, &of_answer)?),
        None => None,
    };
    let mut slips = Vec::new();
    for slip in table.few_tables(reader, "slip", "slip", MAX_FEW) {
        slips.push(read_slip(reader, &slip, &scope, asks.len())?);
    }
    let stage = match table.table(reader, "world", "world of a drill") {
        Some(world) => Some(read_stage(reader, &world, &of_answer)?),
        None => None,
    };
    Some(Version {
        levels,
        draws,
        names: scope.numbers,
        lets,
        words,
        keep,
        question: question?,
        decides,
        asks,
        answers,
        working: working?,
        slips,
        stage,
    })
}

fn read_decides(
    reader: &mut Reader<'_>,
    decision: &Fields<'_>,
    table: &Fields<'_>,
    scope: &Scope,
    of_answer: &Scope,
) -> Option<Decides> {
    decision.only(reader, &["label", "options"]);
    let label = decision.need_text(reader, "label")?.it;
    let mut options = Vec::new();
    if let Some(all) = decision.get("options") {
        for one in list_of(reader, all, "options", "texts", MAX_FEW)? {
            options.push(scope.text(reader, &one, "options")?);
        }
    }
    if options.len() < 2 {
        reader.fault(&decision.span, "a decision needs two `options` or more");
        return None;
    }
    Some(Decides { label, options, choice: need(reader, table, "choice", of_answer)? })
}

/// The entries of a table that gives names, in the order of the file.
fn in_order<'a, 't>(
    reader: &mut Reader<'_>,
    table: Option<&'a Fields<'t>>,
) -> Option<Vec<KeyAndValue<'a, 't>>> {
    let Some(table) = table else { return Some(Vec::new()) };
    let entries = table.in_order();
    if MAX_NAMES < entries.len() {
        let what = format!("a {} has {} names, more than {MAX_NAMES}", table.name, entries.len());
        reader.fault(&table.span, what);
        return None;
    }
    Some(entries)
}

/// A text of a template that must be there.
fn need(reader: &mut Reader<'_>, table: &Fields<'_>, key: &str, scope: &Scope) -> Option<Text> {
    match table.get(key) {
        Some(value) => scope.text(reader, value, key),
        None => {
            table.missing(reader, key);
            None
        }
    }
}

/// One formula or a list of them; empty when missing.
fn formulas(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    key: &str,
    scope: &Scope,
) -> Option<Vec<Formula>> {
    let Some(value) = table.get(key) else { return Some(Vec::new()) };
    if value.it.as_array().is_none() {
        return Some(vec![scope.formula(reader, value, key)?]);
    }
    let all = list_of(reader, value, key, "formulas", MAX_FEW)?;
    all.iter().map(|one| scope.formula(reader, one, key)).collect()
}

/// One formula that may be missing.
fn formula(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    key: &str,
    scope: &Scope,
) -> Option<Formula> {
    table.get(key).and_then(|value| scope.formula(reader, value, key))
}

/// What is asked for; each number gets a name for decisions and worlds.
fn read_asks(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    scope: &mut Scope,
) -> Option<Vec<AskPlan>> {
    let names = scope.clone();
    let mut asks = Vec::new();
    for ask in table.few_tables(reader, "asks", "number asked for", MAX_FEW) {
        ask.only(reader, &["name", "label", "unit"]);
        let name = ask.text(reader, "name");
        let (name, span) =
            name.map_or(("answer".to_owned(), ask.span.clone()), |one| (one.it, one.span));
        scope.add_number(reader, &name, &span)?;
        let label = ask.text(reader, "label").map_or_else(String::new, |label| label.it);
        let mut unit = Vec::new();
        if let Some(value) = ask.get("unit") {
            let is_list = value.it.as_array().is_some();
            let one = || Some(vec![value.clone()]);
            let forms = if is_list { list_of(reader, value, "unit", "texts", 2)? } else { one()? };
            for form in &forms {
                unit.push(names.text(reader, form, "unit")?);
            }
            if is_list && unit.len() != 2 {
                let what = "things need two forms, such as [\"call\", \"calls\"]";
                reader.fault(&value.span, what);
                return None;
            }
        }
        asks.push(AskPlan { label, unit });
    }
    Some(asks)
}

fn read_slip(
    reader: &mut Reader<'_>,
    table: &Fields<'_>,
    scope: &Scope,
    n_asks: usize,
) -> Option<Slip> {
    table.only(reader, &["when", "says", "answer", "choice", "working"]);
    let answers = formulas(reader, table, "answer", scope)?;
    let choice = table.get("choice").and_then(|value| scope.text(reader, value, "choice"));
    if answers.is_empty() && choice.is_none() || !answers.is_empty() && answers.len() != n_asks {
        let numbers = text::plural(n_asks, "number");
        let what = format!("a slip needs an `answer` with {numbers}, or a `choice`");
        reader.fault(&table.span, what);
        return None;
    }
    Some(Slip {
        when: formula(reader, table, "when", scope),
        says: need(reader, table, "says", scope)?,
        answers,
        choice,
        working: need(reader, table, "working", scope)?,
    })
}

fn read_stage(reader: &mut Reader<'_>, table: &Fields<'_>, scope: &Scope) -> Option<StagePlan> {
    let keys = ["title", "caption", "when", "seconds", "concurrency", "part", "goal"];
    table.only(reader, &keys);
    let mut parts = Vec::new();
    for part in table.few_tables(reader, "part", "part", MAX_PARTS) {
        parts.push(read_part(reader, &part, scope)?);
    }
    let mut goals = Vec::new();
    for goal in table.few_tables(reader, "goal", "goal", MAX_KNOBS) {
        goal.only(reader, &["metric", "at_least", "at_most"]);
        goals.push(GoalPlan {
            metric: goal.need_text(reader, "metric")?.it,
            at_least: formula(reader, &goal, "at_least", scope),
            at_most: formula(reader, &goal, "at_most", scope),
        });
    }
    if goals.is_empty() {
        let what = "the world of a drill needs a goal, which the right answer reaches";
        reader.fault(&table.span, what);
        return None;
    }
    if !table.has("seconds") {
        table.missing(reader, "seconds");
    }
    Some(StagePlan {
        title: need(reader, table, "title", scope)?,
        caption: need(reader, table, "caption", scope)?,
        when: formula(reader, table, "when", scope),
        seconds: formula(reader, table, "seconds", scope)?,
        concurrency: formula(reader, table, "concurrency", scope),
        parts,
        goals,
    })
}

fn read_part(reader: &mut Reader<'_>, table: &Fields<'_>, scope: &Scope) -> Option<PartPlan> {
    let name = table.need_text(reader, "name")?;
    let kind = table.need_text(reader, "kind")?;
    let Some(mut part) = PartSetup::of_kind(&kind.it) else {
        let what = format!("unknown kind of part `{}`", kind.it);
        reader.fault_near(&kind.span, what, &kind.it, kinds());
        return None;
    };
    let keys = part.keys();
    table.only(reader, &[keys, &["name", "kind"]].concat());
    let mut settings: Vec<(String, SettingPlan)> = Vec::new();
    for key in part.keys_in_order() {
        let Some(value) = table.get(key) else { continue };
        let setting = read_setting(reader, value, key, scope)?;
        // A value may need others before it, which are known only with a question.
        let is_fixed = |(_, one): &(String, SettingPlan)| matches!(one, SettingPlan::Fixed(_));
        if let SettingPlan::Fixed(given) = &setting
            && settings.iter().all(is_fixed)
            && let Err(Refusal::Expected(what)) = part.set(key, given)
        {
            reader.fault(&value.span, format!("`{key}` takes {what}"));
            return None;
        }
        settings.push((key.to_owned(), setting));
    }
    Some(PartPlan { name: name.it, kind: kind.it, settings })
}

/// As in the part of a world, or with places: `"{rate * 2}"`.
fn read_setting(
    reader: &mut Reader<'_>,
    value: &At<&DeValue<'_>>,
    key: &str,
    scope: &Scope,
) -> Option<SettingPlan> {
    let has_place = |value: &DeValue<'_>| value.as_str().is_some_and(|text| text.contains('{'));
    if has_place(value.it) {
        let text = scope.text(reader, value, key)?;
        let number = text.as_number().cloned();
        return Some(number.map_or(SettingPlan::Text(text), SettingPlan::Number));
    }
    if value.it.as_array().is_some_and(|all| all.iter().any(|one| has_place(one.get_ref()))) {
        let mut numbers = Vec::new();
        for one in list_of(reader, value, key, "numbers", MAX_KNOBS)? {
            let text = if has_place(one.it) { scope.text(reader, &one, key) } else { None };
            numbers.push(match text.as_ref().and_then(Text::as_number) {
                Some(formula) => formula.clone(),
                None => scope.formula(reader, &one, key)?,
            });
        }
        return Some(SettingPlan::Numbers(numbers));
    }
    let given = given_of(value.it);
    if given.is_none() {
        let what = format!("`{key}` takes a number, a text, or a list of either");
        reader.fault(&value.span, what);
    }
    given.map(SettingPlan::Fixed)
}
