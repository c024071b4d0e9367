//! Who a child runs as. Postgres refuses to run as root, and a media server has no business being root either, so the
//! children of root are dropped to an ordinary user.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::ChildError;

/// Users a child of root may become, best first: the one made for it, else the one every system has. Postgres wants a
/// user with an entry in the list of users, so a made-up number will not do.
const CANDIDATES: [&str; 2] = ["postgres", "nobody"];

/// A user of this machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    /// The name.
    pub name: String,
    /// The user's number, never 0.
    pub uid: u32,
    /// The number of its group.
    pub gid: u32,
}

impl User {
    /// Whom children become: `None` when this process is not root, so that they stay who we are.
    ///
    /// # Errors
    /// When this process is root and the machine has none of the users that would do.
    pub fn for_children() -> Result<Option<Self>, ChildError> {
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        let list = Path::new("/etc/passwd");
        let users = fs::read_to_string(list).map_err(ChildError::system("read", list))?;
        let found = CANDIDATES.iter().find_map(|name| entry(&users, name));
        found.map(Some).ok_or_else(|| ChildError::NotFound {
            what: format!("a user to run children as ({})", CANDIDATES.join(" or ")),
            mend: "root must not run them; add the user `postgres`".to_owned(),
        })
    }

    /// The first folder on the way to `path` that this user may not pass, or `path` itself when it may not be read.
    /// Groups are left out of it: what is open to all is open to this user.
    pub(crate) fn barred_at(&self, path: &Path) -> Option<PathBuf> {
        let mut way: Vec<&Path> = path.ancestors().filter(|part| !part.as_os_str().is_empty()).collect();
        way.reverse();
        way.into_iter().find(|part| !self.may_pass(part)).map(Path::to_path_buf)
    }

    fn may_pass(&self, path: &Path) -> bool {
        fs::metadata(path).is_ok_and(|facts| {
            let shift = if facts.uid() == self.uid { 6 } else { 0 };
            (facts.mode() >> shift) & 0o1 != 0
        })
    }
}

/// The entry of `name` in the text of `/etc/passwd`, unless it is another name for root.
fn entry(users: &str, name: &str) -> Option<User> {
    let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut numbers = line.split(':').skip(2).map(str::parse);
    let (uid, gid) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    (uid != 0).then(|| User { name: name.to_owned(), uid, gid })
}

#[cfg(test)]
mod tests {
    use super::*;

    const USERS: &str = "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65533::/nonexistent:/usr/sbin/nologin\n\
                         toor:x:0:0::/root:/bin/sh\n";

    #[test]
    fn a_user_is_found_by_name_and_never_with_the_number_of_root() {
        let nobody = User { name: "nobody".to_owned(), uid: 65534, gid: 65533 };
        assert_eq!(entry(USERS, "nobody"), Some(nobody));
        assert_eq!(entry(USERS, "toor"), None);
        assert_eq!(entry(USERS, "postgres"), None);
    }

    #[test]
    fn the_first_closed_folder_on_the_way_is_named() {
        use std::os::unix::fs::PermissionsExt;
        let closed = std::env::temp_dir().join(format!("homeroom-closed-{}", std::process::id()));
        fs::create_dir_all(closed.join("inner")).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
        let stranger = User { name: "stranger".to_owned(), uid: 4_000_000, gid: 4_000_000 };
        assert_eq!(stranger.barred_at(&closed.join("inner")), Some(closed.clone()));
        assert_eq!(stranger.barred_at(Path::new("/usr/bin/env")), None);
        fs::remove_dir_all(closed).unwrap();
    }
}
