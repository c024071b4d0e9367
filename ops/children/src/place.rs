//! Where things lie: the tools that were fetched, the data of private clusters, logs and sockets.
//!
//! `HOMEROOM_HOME` names the folder; otherwise it is the user's data folder, and for root `/var/lib/homeroom`, because
//! the user that root's children become cannot get below root's own home.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use crate::{ChildError, User};

/// What the system lets the path of a unix socket be, in bytes, without the closing zero (`sun_path`, unix(7)).
pub(crate) const SOCKET_PATH_BYTES_MAX: usize = 107;

/// The longest name of a socket we put into a folder of ours: Postgres' `.s.PGSQL.5432`, and the lock beside it.
const SOCKET_NAME_BYTES_MAX: usize = ".s.PGSQL.65535.lock".len();

/// A folder of homeroom's own, and who its children run as.
#[derive(Clone, Debug)]
pub struct Place {
    home: PathBuf,
    user: Option<User>,
}

impl Place {
    /// The place the environment names.
    ///
    /// # Errors
    /// When there is neither `HOMEROOM_HOME` nor a home, or the folder cannot be made or reached.
    pub fn from_environment() -> Result<Self, ChildError> {
        let given = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let root = rustix::process::geteuid().is_root();
        match home(root, given("HOMEROOM_HOME"), given("XDG_DATA_HOME"), given("HOME")) {
            Some(home) => Self::at(&home),
            None => {
                Err(ChildError::NotFound { what: "a folder for data".to_owned(), mend: "set HOMEROOM_HOME".to_owned() })
            }
        }
    }

    /// A place in `home`, which is made when it is not there.
    ///
    /// # Errors
    /// When the folder cannot be made, or the user that children become cannot reach it.
    pub fn at(home: &Path) -> Result<Self, ChildError> {
        let user = User::for_children()?;
        let refuse_closed = |folder: &Path| match &user {
            Some(user) => {
                user.barred_at(folder).map_or(Ok(()), |path| Err(ChildError::Closed { user: user.name.clone(), path }))
            }
            None => Ok(()),
        };
        // Looked at before anything is made, so that a folder that will not do leaves nothing behind, and once more
        // afterwards, where links lead.
        if let Some(there) = home.ancestors().find(|folder| folder.is_dir()) {
            refuse_closed(there)?;
        }
        make_open(home)?;
        let home = home.canonicalize().map_err(ChildError::system("find", home))?;
        refuse_closed(&home)?;
        Ok(Self { home, user })
    }

    /// The folder itself.
    #[must_use]
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Programs that were fetched or built, each below its name and version.
    #[must_use]
    pub fn tools(&self) -> PathBuf {
        self.home.join("tools")
    }

    /// The logs of children.
    #[must_use]
    pub fn logs(&self) -> PathBuf {
        self.home.join("logs")
    }

    /// Data that are kept.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    /// Data that end with the process that made them.
    #[must_use]
    pub fn throwaway(&self) -> PathBuf {
        self.home.join("throwaway")
    }

    /// Whom children become; `None`: they stay who we are.
    #[must_use]
    pub fn user(&self) -> Option<&User> {
        self.user.as_ref()
    }

    /// Makes a folder that belongs to the children and is closed to everybody else.
    pub(crate) fn make_private(&self, folder: &Path) -> Result<(), ChildError> {
        match fs::DirBuilder::new().mode(0o700).create(folder) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(ChildError::system("make the folder", folder)(error)),
        }
        if let Some(user) = &self.user {
            // A link here would hand somebody else's folder to the child; `lstat` of what we own tells.
            let owner = fs::symlink_metadata(folder).map_err(ChildError::system("look at", folder))?;
            if owner.is_dir() && owner.uid() == 0 {
                chown(folder, Some(user.uid), Some(user.gid)).map_err(ChildError::system("give away", folder))?;
            }
        }
        let facts = fs::symlink_metadata(folder).map_err(ChildError::system("look at", folder))?;
        let owner = self.user.as_ref().map_or_else(|| rustix::process::geteuid().as_raw(), |user| user.uid);
        if facts.is_dir() && facts.uid() == owner && facts.permissions().mode().trailing_zeros() >= 6 {
            Ok(())
        } else {
            Err(ChildError::Foreign { path: folder.to_path_buf() })
        }
    }

    /// The folder for the sockets of what keeps its data in `data`: short, and the same again for the same data.
    pub(crate) fn sockets(&self, data: &Path) -> PathBuf {
        let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
        sockets(self.user.is_some(), runtime.as_deref(), rustix::process::geteuid().as_raw(), data)
    }
}

/// Makes a folder that everybody may pass, whatever the umask: root's children have to get through. One that is there is
/// left as it is.
pub(crate) fn make_open(folder: &Path) -> Result<(), ChildError> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(ChildError::system("make the folder", folder))?;
    let open = fs::Permissions::from_mode(0o755);
    fs::set_permissions(folder, open).map_err(ChildError::system("open to other users", folder))
}

/// Which folder is the home, from what the environment says.
fn home(root: bool, given: Option<OsString>, data: Option<OsString>, user_home: Option<OsString>) -> Option<PathBuf> {
    let absolute = |path: PathBuf| std::path::absolute(path).ok();
    match given {
        Some(given) => absolute(PathBuf::from(given)),
        None if root => Some(PathBuf::from("/var/lib/homeroom")),
        None => data
            .map(PathBuf::from)
            .or_else(|| user_home.map(|home| PathBuf::from(home).join(".local/share")))
            .and_then(|folder| absolute(folder.join("homeroom"))),
    }
}

/// The runtime folder belongs to this user alone, so children that become somebody else get one below `/tmp`.
fn sockets(dropped: bool, runtime: Option<&Path>, uid: u32, data: &Path) -> PathBuf {
    let name = format!("{:08x}", fingerprint(data));
    let below_runtime = runtime.filter(|_| !dropped).map(|runtime| runtime.join(format!("homeroom-{name}")));
    let fits = |folder: &PathBuf| {
        folder.as_os_str().len() + 1 + SOCKET_NAME_BYTES_MAX <= SOCKET_PATH_BYTES_MAX
            && folder.parent().is_some_and(Path::is_dir)
    };
    below_runtime.filter(fits).unwrap_or_else(|| PathBuf::from(format!("/tmp/homeroom-{uid}-{name}")))
}

/// FNV-1a over the path: short and stable; nothing hangs on its strength, since the folder's owner is checked.
fn fingerprint(path: &Path) -> u32 {
    let bytes = path.as_os_str().as_encoded_bytes();
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_that_children_cannot_reach_is_refused_and_not_made() {
        if !rustix::process::geteuid().is_root() {
            return;
        }
        let closed = std::env::temp_dir().join(format!("homeroom-closed-{}", std::process::id()));
        fs::DirBuilder::new().mode(0o700).create(&closed).unwrap();
        let refused = Place::at(&closed.join("inner"));
        let left = closed.join("inner").exists();
        fs::remove_dir_all(&closed).unwrap();
        assert!(matches!(refused, Err(ChildError::Closed { .. })));
        assert!(!left);
    }

    #[test]
    fn the_given_folder_wins_and_root_does_not_use_its_own_home() {
        let some = |text: &str| Some(OsString::from(text));
        let picked = |root, given, data, user| home(root, given, data, user).map(|path| path.display().to_string());
        assert_eq!(picked(true, some("/srv/h"), None, some("/root")), Some("/srv/h".to_owned()));
        assert_eq!(picked(true, None, None, some("/root")), Some("/var/lib/homeroom".to_owned()));
        assert_eq!(picked(false, None, some("/d"), some("/home/m")), Some("/d/homeroom".to_owned()));
        assert_eq!(picked(false, None, None, some("/home/m")), Some("/home/m/.local/share/homeroom".to_owned()));
        assert_eq!(picked(false, None, None, None), None);
    }

    #[test]
    fn a_socket_fits_into_107_bytes_wherever_the_data_and_the_runtime_folder_lie() {
        let deep = PathBuf::from("/tmp").join("x".repeat(200));
        for runtime in [None, Some(Path::new("/tmp")), Some(deep.as_path())] {
            for dropped in [true, false] {
                let folder = sockets(dropped, runtime, u32::MAX, &deep);
                let longest = folder.join(".s.PGSQL.65535.lock");
                assert!(longest.as_os_str().len() <= SOCKET_PATH_BYTES_MAX, "{}", longest.display());
            }
        }
    }

    #[test]
    fn the_runtime_folder_is_left_alone_when_children_become_somebody_else() {
        let folder = sockets(true, Some(Path::new("/tmp/run")), 0, Path::new("/d"));
        assert!(folder.display().to_string().starts_with("/tmp/homeroom-0-"), "{}", folder.display());
        assert_ne!(sockets(true, None, 0, Path::new("/a")), sockets(true, None, 0, Path::new("/b")));
    }
}
