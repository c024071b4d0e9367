//! What the kernel knows of a process: the time it has run, and the memory it has.

use std::fs;
use std::time::Duration;

use crate::failure::Failure;

/// Nanoseconds of one tick in `/proc/<pid>/stat`: Linux shows hundredths of a second, whatever it counts in.
const TICK_NANOS: u64 = 10_000_000;

/// The time a process has run, in user and system mode: the sum over its threads to the nanosecond, where the kernel
/// keeps that, else what `stat` says in hundredths of a second. Threads that end take their nanoseconds with them; the
/// servers measured here keep theirs.
pub(crate) fn cpu_time(pid: u32) -> Result<Duration, Failure> {
    let gone = |error: std::io::Error| Failure::new(format!("process {pid}: {error}"));
    let mut nanos = 0;
    for thread in fs::read_dir(format!("/proc/{pid}/task")).map_err(gone)? {
        // A thread that ends while we look has nothing to say any more.
        let text = thread.and_then(|thread| fs::read_to_string(thread.path().join("schedstat")));
        nanos += text.ok().as_deref().and_then(run_nanos).unwrap_or(0);
    }
    if nanos > 0 {
        return Ok(Duration::from_nanos(nanos));
    }
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).map_err(gone)?;
    let ticks = ticks(&stat).ok_or_else(|| Failure::new(format!("process {pid}: its stat could not be read")))?;
    Ok(Duration::from_nanos(ticks * TICK_NANOS))
}

/// The same of a process and all its children, as far as they live: what a whole Postgres cluster has run.
pub(crate) fn family_cpu_time(parent: u32) -> Result<Duration, Failure> {
    let mut sum = cpu_time(parent)?;
    for entry in fs::read_dir("/proc")? {
        let pid = entry?.file_name().to_str().and_then(|name| name.parse().ok());
        let Some(pid) = pid else { continue };
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        if self::parent(&stat) == Some(parent) {
            // One that has just ended has nothing to say any more.
            sum += cpu_time(pid).unwrap_or_default();
        }
    }
    Ok(sum)
}

/// The parent's number, field 4 of a `stat`.
fn parent(stat: &str) -> Option<u32> {
    let (_, after_name) = stat.rsplit_once(')')?;
    after_name.split_whitespace().nth(1)?.parse().ok()
}

/// Memory of a process that is really there, in KiB.
pub(crate) fn resident_kib(pid: u32) -> Result<u64, Failure> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    field_kib(&status, "VmRSS:").ok_or_else(|| Failure::new(format!("process {pid}: it does not say its memory")))
}

/// The first number of a `schedstat`: nanoseconds on a core.
fn run_nanos(schedstat: &str) -> Option<u64> {
    schedstat.split_whitespace().next()?.parse().ok()
}

/// `utime` and `stime`, fields 14 and 15 of a `stat` (proc(5)). The name in field 2 may hold spaces and parentheses.
fn ticks(stat: &str) -> Option<u64> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(user + system)
}

fn field_kib(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parent_is_read_past_a_name_that_looks_like_more_fields() {
        assert_eq!(parent("42 (a) b (c) S 7 42 42 0"), Some(7));
        assert_eq!(parent("42 (a"), None);
    }

    #[test]
    fn ticks_are_found_behind_a_name_with_parentheses_and_spaces() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194560 186 96 0 9 123 45 99 98 10 -10 13 0 22 54 55";
        assert_eq!(ticks(stat), Some(168));
        assert_eq!(ticks("7 (cut) S 1"), None);
    }

    #[test]
    fn a_schedstat_and_a_status_are_read() {
        assert_eq!(run_nanos("196016412 36525515 612\n"), Some(196_016_412));
        assert_eq!(field_kib("VmHWM:\t 9 kB\nVmRSS:\t  123456 kB\n", "VmRSS:"), Some(123_456));
        assert_eq!(field_kib("", "VmRSS:"), None);
    }

    #[test]
    fn our_own_process_has_run_and_has_memory() {
        let pid = std::process::id();
        assert!(resident_kib(pid).unwrap() > 0);
        // Where only hundredths of a second are kept, a young process has not run for one yet.
        while cpu_time(pid).unwrap() == Duration::ZERO {}
    }
}
