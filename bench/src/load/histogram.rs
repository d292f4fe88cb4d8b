//! Nanoseconds in a log-linear histogram: 128 steps per power of two, so the
//! error is below 0.8 %.

const STEPS: u32 = 7;
const SLOTS: usize = (57 << STEPS as usize) + 256;

#[derive(Debug, Clone)]
pub struct Histogram {
    counts: Vec<u64>,
    pub total: u64,
    most: u64,
    least: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { counts: Vec::new(), total: 0, most: 0, least: u64::MAX }
    }
}

fn slot(value: u64) -> usize {
    if value < 256 {
        return value as usize;
    }
    let exponent = (63 - value.leading_zeros()) - STEPS;
    ((exponent as usize) << STEPS) + (value >> exponent) as usize
}

fn value(slot: usize) -> u64 {
    if slot < 256 {
        return slot as u64;
    }
    let exponent = (slot >> STEPS) - 1;
    let mantissa = (slot - (exponent << STEPS)) as u64;
    (mantissa << exponent) + ((1u64 << exponent) >> 1)
}

impl Histogram {
    pub fn add(&mut self, nanoseconds: u64) {
        if self.counts.is_empty() {
            self.counts = vec![0; SLOTS];
        }
        self.counts[slot(nanoseconds)] += 1;
        self.total += 1;
        self.most = self.most.max(nanoseconds);
        self.least = self.least.min(nanoseconds);
    }

    /// The quantile, from 0 to 1, in milliseconds; not a number when empty.
    pub fn milliseconds(&self, quantile: f64) -> f64 {
        if self.total == 0 {
            return f64::NAN;
        }
        self.nanoseconds(quantile) as f64 / 1e6
    }

    fn nanoseconds(&self, quantile: f64) -> u64 {
        let wanted = ((self.total as f64 * quantile).ceil() as u64).clamp(1, self.total.max(1));
        let mut seen = 0;
        for (slot, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= wanted {
                return value(slot).clamp(self.least, self.most);
            }
        }
        self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_in_order_and_close() {
        let mut last = 0;
        for number in (0..2_000_000u64).step_by(7) {
            let slot = slot(number);
            assert!(slot >= last);
            last = slot;
            let back = value(slot) as f64;
            assert!((back - number as f64).abs() <= 1.0 + number as f64 * 0.008);
        }
        assert!(slot(u64::MAX) < SLOTS);
    }

    #[test]
    fn quantiles_are_those_of_the_values() {
        let mut histogram = Histogram::default();
        assert!(histogram.milliseconds(0.5).is_nan());
        for microseconds in 1..=1000u64 {
            histogram.add(microseconds * 1000);
        }
        assert!((histogram.milliseconds(0.5) - 0.5).abs() < 0.005);
        assert!((histogram.milliseconds(0.99) - 0.99).abs() < 0.009);
        assert_eq!(histogram.milliseconds(1.0), 1.0);
    }
}
