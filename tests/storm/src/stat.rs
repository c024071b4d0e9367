//! The little statistics that figures need.

/// The middle value; of an even number of values the mean of the two in the middle. `None` of nothing.
pub(crate) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    sorted.get(sorted.len() / 2 - 1).map(|lower| (lower + upper) / 2.0)
}

/// The smallest value that at least `thousandths` of all are not above (the nearest rank). `None` of nothing.
pub(crate) fn quantile(values: &mut [u32], thousandths: usize) -> Option<u32> {
    let rank = (values.len() * thousandths).div_ceil(1_000).max(1);
    if values.len() < rank {
        return None;
    }
    let (_, value, _) = values.select_nth_unstable(rank - 1);
    Some(*value)
}

/// One divided by another; zero where there is nothing to divide by.
pub(crate) fn per(amount: f64, count: f64) -> f64 {
    if count > 0.0 { amount / count } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_or_between_the_two_in_the_middle() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median(&[7.0]), Some(7.0));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn a_quantile_is_a_value_that_was_measured_at_the_nearest_rank() {
        let mut values: Vec<u32> = (1..=100).rev().collect();
        assert_eq!(quantile(&mut values, 500), Some(50));
        assert_eq!(quantile(&mut values, 990), Some(99));
        assert_eq!(quantile(&mut values, 991), Some(100));
        assert_eq!(quantile(&mut values, 1_000), Some(100));
        assert_eq!(quantile(&mut values, 0), Some(1));
        assert_eq!(quantile(&mut [5], 990), Some(5));
        assert_eq!(quantile(&mut [], 500), None);
    }
}
