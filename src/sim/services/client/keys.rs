//! Which key a request is about: each as likely as the other, in turn, by the law of Zipf, or with
//! a share for one of them.
//!
//! The key of rank r is drawn as often as r to the power of minus the skew. Draws invert the
//! integral of that and reject the few that fall beside: no table of ranks is kept, so a million
//! keys cost no memory. Source: W. Hörmann, G. Derflinger, Rejection-inversion to generate variates
//! from monotone discrete distributions, ACM TOMACS 6 (1996).

use super::setup::ClientSetup;
use crate::sim::kernel::draw::DrawStream;

/// The law of the keys of one client.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    n: u64,
    is_in_turn: bool,
    /// The share of requests that are about the first key whatever the rest draws.
    hot: f64,
    zipf: Option<Zipf>,
}

impl Keys {
    pub(super) fn new(setup: &ClientSetup) -> Self {
        let (n, skew) = (u64::from(setup.n_keys), f64::from(setup.skew_milli) / 1_000.0);
        Self {
            n,
            is_in_turn: setup.keys_in_turn,
            hot: f64::from(setup.hot_milli) / 1_000.0,
            zipf: (0.0 < skew && 1 < n).then(|| Zipf::new(n, skew)),
        }
    }

    /// The key of the request `number`; `hot` and `keys` are the client's streams.
    #[inline]
    pub(super) fn draw(&self, number: u64, keys: DrawStream, hot: DrawStream) -> u64 {
        match (self.n, &self.zipf) {
            (0, _) => number,
            _ if hot.happens(number, 0, self.hot) => 0,
            (n, _) if self.is_in_turn => number % n,
            (_, Some(zipf)) => zipf.draw(number, keys),
            (n, None) => keys.below(number, n),
        }
    }
}

/// Ranks by the law of Zipf.
#[derive(Debug, Clone)]
struct Zipf {
    n: f64,
    skew: f64,
    /// The integral up to the first rank and up to the last, each with its half step.
    first: f64,
    last: f64,
    /// Within this of its rank a draw is accepted without another look.
    near: f64,
}

impl Zipf {
    fn new(n: u64, skew: f64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a million keys at most")]
        let n = n as f64;
        let blank = Self { n, skew, first: 0.0, last: 0.0, near: 0.0 };
        let first = blank.integral(1.5) - 1.0;
        let last = blank.integral(n + 0.5);
        let near = 2.0 - blank.inverse(blank.integral(2.5) - blank.weight(2.0));
        Self { first, last, near, ..blank }
    }

    /// How often a rank comes, up to a factor.
    fn weight(&self, rank: f64) -> f64 {
        libm::exp(-self.skew * libm::log(rank))
    }

    /// The integral of the weight from 1 to `x`.
    fn integral(&self, x: f64) -> f64 {
        let (log, rest) = (libm::log(x), 1.0 - self.skew);
        if rest.abs() < 1e-9 { log } else { libm::expm1(rest * log) / rest }
    }

    /// The inverse of [`Self::integral`].
    fn inverse(&self, y: f64) -> f64 {
        let rest = 1.0 - self.skew;
        libm::exp(if rest.abs() < 1e-9 { y } else { libm::log1p((y * rest).max(-1.0)) / rest })
    }

    /// A rank from 0.
    fn draw(&self, number: u64, keys: DrawStream) -> u64 {
        // Less than one draw in ten is rejected for any skew; the bound is for the proof alone.
        for attempt in 0..1_000 {
            let y = self.last + keys.unit(number, attempt) * (self.first - self.last);
            let x = self.inverse(y);
            let rank = libm::round(x).clamp(1.0, self.n);
            if rank - x <= self.near || self.integral(rank + 0.5) - self.weight(rank) <= y {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "1 to a million"
                )]
                return rank as u64 - 1;
            }
        }
        0
    }
}

#[cfg(test)]
#[expect(clippy::cast_precision_loss, reason = "counts of tests are small")]
mod tests {
    use super::*;

    fn counts(setup: &ClientSetup, n: u64) -> Vec<u64> {
        let keys = Keys::new(setup);
        let stream = |purpose| DrawStream::new(3, "client", purpose);
        let mut counts = vec![0; setup.n_keys as usize];
        for number in 0..n {
            let key = keys.draw(number, stream("keys"), stream("hot"));
            counts[usize::try_from(key).unwrap()] += 1;
        }
        counts
    }

    /// Each rank comes as often as its weight says, within five standard errors.
    #[test]
    fn ranks_come_by_the_law_of_zipf() {
        const N: u64 = 200_000;
        for skew_milli in [500, 1_000, 1_200, 2_500] {
            let setup = ClientSetup { n_keys: 50, skew_milli, ..ClientSetup::default() };
            let found = counts(&setup, N);
            // The sum, term by term.
            let weight = |rank: usize| libm::pow(rank as f64, -f64::from(skew_milli) / 1_000.0);
            let all: f64 = (1..=50).map(weight).sum();
            for (index, found) in found.iter().enumerate() {
                let share = weight(index + 1) / all;
                let error = 5.0 * (N as f64 * share * (1.0 - share)).sqrt() + 1.0;
                let expected = N as f64 * share;
                assert!(
                    (*found as f64 - expected).abs() < error,
                    "skew {skew_milli}, rank {}: {found}, not {expected}",
                    index + 1
                );
            }
        }
    }

    #[test]
    fn a_share_goes_to_one_key_and_the_rest_to_all() {
        let setup = ClientSetup { n_keys: 100, hot_milli: 200, ..ClientSetup::default() };
        let found = counts(&setup, 100_000);
        // 20 % and a hundredth of the rest: 20.8 %, with a standard error of 0.13 %.
        assert!((found[0] as f64 / 100_000.0 - 0.208).abs() < 0.0065, "{}", found[0]);
        assert!(found.iter().skip(1).all(|n| (600..1_000).contains(n)), "800 each");
    }

    #[test]
    fn one_key_is_one_key_however_skewed() {
        let setup = ClientSetup { n_keys: 1, skew_milli: 3_000, ..ClientSetup::default() };
        assert_eq!(counts(&setup, 10), [10]);
    }
}
