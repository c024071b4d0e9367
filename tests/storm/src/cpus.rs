//! Who runs where: the server that is measured has a core of its own; the load, and the Postgres that both our server and
//! pgbench use, share another one. With a single core, or without `taskset`, everything runs anywhere, and that is said.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// The cores, where they are shared out.
pub(crate) struct Cpus(Option<(usize, usize)>);

/// Puts this process, and so its children, on the last core it may use.
pub(crate) fn settle() -> Cpus {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap_or_default();
    let cpus = list(line);
    let (Some(first), Some(last)) = (cpus.first().copied(), cpus.last().copied()) else { return Cpus(None) };
    if first == last {
        return Cpus(None);
    }
    let mut taskset = Command::new("taskset");
    taskset.args(["-p", "-c", &last.to_string(), &std::process::id().to_string()]);
    let done = taskset.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    Cpus(done.then_some((first, last)))
}

impl Cpus {
    /// A command that runs on the core of what is measured.
    pub(crate) fn measured(&self, program: &Path) -> Command {
        let Some((server, _)) = self.0 else { return Command::new(program) };
        let mut command = Command::new("taskset");
        // It becomes the program, so the process number stays.
        command.args(["-c", &server.to_string()]).arg(program);
        command
    }

    /// Who runs where, in words.
    pub(crate) fn describe(&self) -> String {
        match self.0 {
            Some((server, load)) => format!("server on core {server}, load and Postgres on core {load}"),
            None => "nothing is bound to a core, so figures are less steady".to_owned(),
        }
    }
}

/// Reads `0-2,5`.
fn list(text: &str) -> Vec<usize> {
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        Some(first.trim().parse().ok()?..=last.trim().parse().ok()?)
    };
    text.split(',').filter_map(range).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_cores_is_read_with_its_ranges() {
        assert_eq!(list("\t0-2,5"), [0, 1, 2, 5]);
        assert_eq!(list("3"), [3]);
        assert_eq!(list(""), Vec::<usize>::new());
    }
}
