//! How ready a learner is: the chance to reach the pass line on the questions of a track.
//!
//! What the cards are expected to be worth on the exam day gives a first guess for each domain; one
//! offset for the learner (knowing facts is not yet answering scenarios) is learnt from mock
//! questions; the exam itself is a draw of questions on a better or worse day. The formulas are
//! those of section 5 of the memory notes: offset `N(-0.5, 0.75^2)`, effective guess 0.15,
//! beta-binomial with 25 pseudo-questions, day shift `N(0, 0.25^2)`.
//!
//! It speaks of the questions that cards and items are about, which may be a section of an exam
//! only.

/// The chance to be right without knowing.
const GUESS: f64 = 0.15;
/// The offset from facts to scenarios before any mock: mean and standard deviation, in logits.
const OFFSET: (f64, f64) = (-0.5, 0.75);
/// How many questions the guess from the cards weighs as much as.
const PSEUDO: f64 = 25.0;
/// How much better or worse a day may be, in logits.
const DAY_SHIFT: f64 = 0.25;
/// Points of the grid of offsets, and how many standard deviations it spans at each side.
const GRID: usize = 45;
const SPAN: f64 = 3.5;
/// How far off the mean rating of the exam's items may be, with weights.
const RATINGS: [(f64, f64); 3] = [(-0.02, 0.25), (0.0, 0.5), (0.02, 0.25)];
/// Nodes and weights of Gauss-Hermite quadrature for a normal variable, three points.
const HERMITE: [(f64, f64); 3] =
    [(-1.732_050_807_568_877_2, 1.0 / 6.0), (0.0, 2.0 / 3.0), (1.732_050_807_568_877_2, 1.0 / 6.0)];
/// No chance is named before so many mock questions or such a share of cards seen.
pub const QUESTIONS_NEEDED: u32 = 20;
pub const COVERAGE_NEEDED: f64 = 0.6;

/// What is known of one domain.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DomainEvidence {
    /// Expected recall of its facts on the exam day, 0 to 1, cards never seen as 0.
    pub known: f64,
    /// Mock questions that were met for the first time, and how many of these were right.
    pub asked: u32,
    pub right: u32,
}

/// How an exam is scored.
pub struct ExamShape<'a> {
    /// Scored questions of each domain.
    pub questions: Vec<u32>,
    /// The scaled score of so many right answers out of so many, at a mean rating.
    pub scaled: &'a dyn Fn(u32, u32, f64) -> u32,
    pub pass: u32,
    /// The mean rating of the exam's items.
    pub rating: f64,
}

/// What can be said.
#[derive(Debug, Clone, PartialEq)]
pub struct Readiness {
    /// The chance to reach the pass line, 0 to 1.
    pub pass: f64,
    /// Where that chance lies in nine of ten cases, given how little is known of the learner.
    pub pass_range: (f64, f64),
    /// The scaled score: mean, and where it lies in nine of ten exams.
    pub score: f64,
    pub score_range: (u32, u32),
    /// The chance to answer a question of each domain.
    pub domains: Vec<f64>,
    /// Mock questions that it rests on.
    pub asked: u32,
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

fn logit(p: f64) -> f64 {
    let p = p.clamp(1e-4, 1.0 - 1e-4);
    libm::log(p / (1.0 - p))
}

/// The chance to be right on a question of a domain with so much known, at an offset.
fn success(known: f64, offset: f64) -> f64 {
    GUESS + (1.0 - GUESS) * sigmoid(logit(known) + offset)
}

fn ln_beta(a: f64, b: f64) -> f64 {
    libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b)
}

/// The logarithm of a beta-binomial chance: `right` of `n`, without the binomial coefficient.
fn ln_beta_binomial(right: u32, n: u32, a: f64, b: f64) -> f64 {
    let (right, n) = (f64::from(right), f64::from(n));
    ln_beta(right + a, n - right + b) - ln_beta(a, b)
}

/// The chances of 0 to `n` right answers, beta-binomial.
fn beta_binomial(n: u32, a: f64, b: f64) -> Vec<f64> {
    let ln_choose = |k: u32| {
        let of = |n: u32| libm::lgamma(f64::from(n) + 1.0);
        of(n) - of(k) - of(n - k)
    };
    (0..=n).map(|k| libm::exp(ln_choose(k) + ln_beta_binomial(k, n, a, b))).collect()
}

/// The chances of the sum of two counts.
fn convolved(left: &[f64], right: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; left.len() + right.len() - 1];
    for (i, p) in left.iter().enumerate() {
        for (j, q) in right.iter().enumerate() {
            if let Some(cell) = sum.get_mut(i + j) {
                *cell += p * q;
            }
        }
    }
    sum
}

/// The chances of each number of right answers in an exam, at an offset.
fn exam(evidence: &[DomainEvidence], shape: &ExamShape<'_>, offset: f64) -> Vec<f64> {
    let n: u32 = shape.questions.iter().sum();
    let mut all = vec![0.0; n as usize + 1];
    for (node, weight) in HERMITE {
        let mut sum = vec![1.0];
        for (one, questions) in evidence.iter().zip(&shape.questions) {
            let p = success(one.known, offset + DAY_SHIFT * node);
            let a = PSEUDO * p + f64::from(one.right);
            let b = PSEUDO * (1.0 - p) + f64::from(one.asked - one.right);
            sum = convolved(&sum, &beta_binomial(*questions, a, b));
        }
        for (cell, p) in all.iter_mut().zip(sum) {
            *cell += weight * p;
        }
    }
    all
}

/// What the evidence says of an exam of a shape.
pub fn readiness(evidence: &[DomainEvidence], shape: &ExamShape<'_>) -> Readiness {
    let (mean, deviation) = OFFSET;
    #[expect(clippy::cast_precision_loss, reason = "a grid of some dozen points")]
    let offsets: Vec<f64> = (0..GRID)
        .map(|at| mean + deviation * SPAN * (2.0 * at as f64 / (GRID - 1) as f64 - 1.0))
        .collect();
    let logs: Vec<f64> = offsets
        .iter()
        .map(|offset| {
            let z = (offset - mean) / deviation;
            let of_mocks: f64 = evidence
                .iter()
                .map(|one| {
                    let p = success(one.known, *offset);
                    ln_beta_binomial(one.right, one.asked, PSEUDO * p, PSEUDO * (1.0 - p))
                })
                .sum();
            of_mocks - 0.5 * z * z
        })
        .collect();
    let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut weights: Vec<f64> = logs.iter().map(|log| libm::exp(log - top)).collect();
    let sum: f64 = weights.iter().sum();
    for weight in &mut weights {
        *weight /= sum;
    }
    let n: u32 = shape.questions.iter().sum();
    let mut counts = vec![0.0; n as usize + 1];
    let mut passes = Vec::with_capacity(GRID);
    for (offset, weight) in offsets.iter().zip(&weights) {
        let chances = exam(evidence, shape, *offset);
        passes.push((passing(&chances, n, shape), *weight));
        for (cell, p) in counts.iter_mut().zip(chances) {
            *cell += weight * p;
        }
    }
    let pass: f64 = passes.iter().map(|(pass, weight)| pass * weight).sum();
    let domain = |one: &DomainEvidence| {
        let all = offsets.iter().zip(&weights);
        all.map(|(offset, weight)| weight * success(one.known, *offset)).sum()
    };
    let domains = evidence.iter().map(domain).collect();
    let mut scores: Vec<(f64, f64)> = Vec::new();
    for (right, chance) in (0_u32..).zip(&counts) {
        for (off, weight) in RATINGS {
            let score = (shape.scaled)(right, n, shape.rating + off);
            scores.push((f64::from(score), chance * weight));
        }
    }
    let score = scores.iter().map(|(score, weight)| score * weight).sum();
    let whole = |share: f64| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a score")]
        let score = libm::round(quantile(&scores, share)) as u32;
        score
    };
    Readiness {
        pass,
        // A mean may lie outside where the chance has a long tail.
        pass_range: (quantile(&passes, 0.05).min(pass), quantile(&passes, 0.95).max(pass)),
        score,
        score_range: (whole(0.05), whole(0.95)),
        domains,
        asked: evidence.iter().map(|one| one.asked).sum(),
    }
}

/// The chance to reach the pass line.
fn passing(chances: &[f64], n: u32, shape: &ExamShape<'_>) -> f64 {
    let mut sum = 0.0;
    for (right, chance) in (0_u32..).zip(chances) {
        for (off, weight) in RATINGS {
            if shape.pass <= (shape.scaled)(right, n, shape.rating + off) {
                sum += weight * chance;
            }
        }
    }
    sum.clamp(0.0, 1.0)
}

/// The value below which `share` of the weight lies.
fn quantile(values: &[(f64, f64)], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut sum = 0.0;
    for (value, weight) in &sorted {
        sum += weight;
        if share <= sum + 1e-12 {
            return *value;
        }
    }
    sorted.last().map_or(0.0, |(value, _)| *value)
}

/// How far expected recall is off for this learner: `sigmoid(a + b logit R)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correction {
    pub a: f64,
    pub b: f64,
    /// Answers that it rests on.
    pub n: usize,
}

impl Default for Correction {
    fn default() -> Self {
        Self { a: 0.0, b: 1.0, n: 0 }
    }
}

impl Correction {
    /// The most likely correction after answers with their expected recall, under the priors
    /// `a ~ N(0, 0.7^2)` and `b ~ N(1, 0.25^2)`: Newton's method, which a log-concave posterior
    /// makes safe.
    pub fn fit(answers: &[(f64, bool)]) -> Self {
        const PRIOR_A: f64 = 0.7 * 0.7;
        const PRIOR_B: f64 = 0.25 * 0.25;
        let points: Vec<(f64, f64)> = answers
            .iter()
            .map(|(recall, is_right)| (logit(*recall), f64::from(u8::from(*is_right))))
            .collect();
        let (mut a, mut b) = (0.0, 1.0);
        for _ in 0..50 {
            let (mut ga, mut gb) = (-a / PRIOR_A, (1.0 - b) / PRIOR_B);
            let (mut haa, mut hab, mut hbb) = (1.0 / PRIOR_A, 0.0, 1.0 / PRIOR_B);
            for (x, y) in &points {
                let p = sigmoid(a + b * x);
                let v = p * (1.0 - p);
                ga += y - p;
                gb += (y - p) * x;
                haa += v;
                hab += v * x;
                hbb += v * x * x;
            }
            let determinant = haa * hbb - hab * hab;
            let (da, db) =
                ((hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant);
            a += da.clamp(-1.0, 1.0);
            b += db.clamp(-0.5, 0.5);
            if da.abs() + db.abs() < 1e-10 {
                break;
            }
        }
        // Higher expected recall must never mean less.
        Self { a, b: b.max(0.05), n: answers.len() }
    }

    /// The corrected recall.
    pub fn apply(&self, recall: f64) -> f64 {
        sigmoid(self.a + self.b * logit(recall))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a score")]
    fn whole(score: f64) -> u32 {
        (score + 0.5) as u32
    }

    const N_DOMAINS: usize = 4;

    fn shape() -> ExamShape<'static> {
        ExamShape {
            questions: vec![15, 13, 12, 10],
            scaled: &|right, n, mean| {
                let (r, n) = (f64::from(right), f64::from(n));
                let cut = mean * n;
                let score = if r <= cut {
                    100.0 + 620.0 * r / cut
                } else {
                    720.0 + 280.0 * (r - cut) / (n - cut)
                };
                whole(score)
            },
            pass: 720,
            rating: 0.70,
        }
    }

    fn evidence(known: f64, asked: u32, right: u32) -> [DomainEvidence; N_DOMAINS] {
        [DomainEvidence { known, asked, right }; N_DOMAINS]
    }

    #[test]
    fn a_beta_binomial_with_even_parameters_is_uniform() {
        // BetaBin(n, 1, 1) gives every count the same chance.
        for p in beta_binomial(7, 1.0, 1.0) {
            assert!((p - 1.0 / 8.0).abs() < 1e-12);
        }
        let sum: f64 = beta_binomial(15, 17.3, 7.7).iter().sum();
        assert!((sum - 1.0).abs() < 1e-9);
        // Mean n a / (a + b).
        let mean: f64 =
            (0_u32..).zip(beta_binomial(10, 6.0, 2.0)).map(|(k, p)| f64::from(k) * p).sum();
        assert!((mean - 7.5).abs() < 1e-9);
    }

    #[test]
    fn nothing_known_fails_and_everything_known_passes() {
        let low = readiness(&evidence(0.0, 0, 0), &shape());
        let high = readiness(&evidence(0.99, 20, 20), &shape());
        assert!(low.pass < 0.001, "{low:?}");
        assert!(0.98 < high.pass, "{high:?}");
        assert!(high.pass_range.0 <= high.pass && high.pass <= high.pass_range.1);
        assert!(high.score_range.0 <= 1_000 && 720 < high.score_range.1);
        assert_eq!(high.asked, 80);
    }

    #[test]
    fn mocks_move_what_the_cards_said() {
        let shape = shape();
        let cards = readiness(&evidence(0.85, 0, 0), &shape);
        let bad = readiness(&evidence(0.85, 10, 4), &shape);
        let good = readiness(&evidence(0.85, 10, 9), &shape);
        assert!(bad.pass < cards.pass && cards.pass < good.pass);
        let width = |one: &Readiness| one.pass_range.1 - one.pass_range.0;
        assert!(width(&good) < width(&cards), "what was asked is known better");
    }

    #[test]
    fn a_learner_who_forgets_more_than_expected_is_corrected_downwards() {
        // Of cards with an expected recall of 0.9 seven of ten were known.
        let answers: Vec<(f64, bool)> = (0..400).map(|n| (0.9, n % 10 < 7)).collect();
        let correction = Correction::fit(&answers);
        assert!((correction.apply(0.9) - 0.7).abs() < 0.02, "{correction:?}");
        assert_eq!(Correction::fit(&[]), Correction::default());
        assert!((Correction::default().apply(0.8) - 0.8).abs() < 1e-12);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// With the cards held, one more right mock answer never lowers the chance, and neither
        /// does knowing more.
        #[test]
        fn more_is_never_less(
            known in proptest::array::uniform4(0.0_f64..1.0),
            asked in proptest::array::uniform4(0_u32..30),
            share in proptest::array::uniform4(0.0_f64..1.0),
            domain in 0_usize..4,
        ) {
            let shape = shape();
            let mut one = [DomainEvidence::default(); N_DOMAINS];
            for at in 0..N_DOMAINS {
                let right = whole(f64::from(asked[at]) * share[at] - 0.5);
                one[at] = DomainEvidence { known: known[at], asked: asked[at], right };
            }
            let before = readiness(&one, &shape);
            let mut more = one;
            if more[domain].right < more[domain].asked {
                more[domain].right += 1;
                let after = readiness(&more, &shape);
                prop_assert!(before.pass <= after.pass + 1e-9);
                prop_assert!(before.score <= after.score + 1e-6);
            }
            let mut added = one;
            added[domain].right += 1;
            added[domain].asked += 1;
            prop_assert!(before.pass <= readiness(&added, &shape).pass + 1e-9);
        }
    }
}
