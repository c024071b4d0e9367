//! Where the files of lessons are: an S3, or a folder that an S3 in this process serves, or nowhere.

use std::net::SocketAddr;
use std::path::PathBuf;

use homeroom_objects::Settings;
use secrecy::SecretString;

use super::typed::required;
use super::{Loaded, Wrong};

/// Where the files of lessons are.
#[derive(Clone, Debug)]
pub(crate) enum Objects {
    /// In an S3.
    S3(Settings),
    /// In a folder; for one node on one machine.
    Folder {
        /// Which.
        folder: PathBuf,
        /// Where browsers find its files.
        listen: SocketAddr,
    },
    /// Nowhere: lessons are shown and their files cannot be had.
    Nowhere {
        /// Where a folder of this node would be served, if somebody gave it one.
        listen: SocketAddr,
    },
}

/// A bucket with its key, or a folder, or neither.
pub(super) fn read(loaded: &Loaded) -> Result<Objects, Wrong> {
    let text = |name: &str| loaded.get(name).map(|value| value.text.clone());
    let url = |name: &'static str| match text(name) {
        Some(url) if !["http://", "https://"].iter().any(|scheme| url.starts_with(scheme)) => {
            Err(loaded.wrong(name, "an address that begins with http:// or https://"))
        }
        url => Ok(url.map(|url| url.trim_end_matches('/').to_owned())),
    };
    let listen = required(loaded, "objects.listen", "an address and port, as 127.0.0.1:8081")?;
    let (bucket, key, secret) = (text("objects.bucket"), text("objects.key"), text("objects.secret"));
    let (url, public_url) = (url("objects.url")?, url("objects.public_url")?);
    if [&bucket, &key, &secret, &url, &public_url].iter().all(|value| value.is_none()) {
        return Ok(match text("objects.folder") {
            Some(folder) => Objects::Folder { folder: PathBuf::from(folder), listen },
            None => Objects::Nowhere { listen },
        });
    }
    if loaded.get("objects.folder").is_some() {
        return Err(loaded.wrong("objects.folder", "for a node with a bucket"));
    }
    let missing = |name: &'static str| move || Wrong::missing(name, "a bucket needs it");
    Ok(Objects::S3(Settings {
        url,
        public_url,
        region: required(loaded, "objects.region", "the name of a region")?,
        bucket: bucket.ok_or_else(missing("objects.bucket"))?,
        key: key.ok_or_else(missing("objects.key"))?,
        secret: SecretString::from(secret.ok_or_else(missing("objects.secret"))?),
    }))
}

#[cfg(test)]
mod tests {
    use super::super::Settings as All;
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Objects, String> {
        let variables: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let loaded = Loaded::gather(&[], &variables, None).map_err(|wrong| wrong.to_string())?;
        All::of(&loaded).map(|settings| settings.objects).map_err(|wrong| wrong.to_string())
    }

    const BUCKET: [(&str, &str); 4] = [
        ("HOMEROOM_OBJECTS_BUCKET", "lessons"),
        ("HOMEROOM_OBJECTS_KEY", "key"),
        ("HOMEROOM_OBJECTS_SECRET", "hunter2"),
        ("HOMEROOM_OBJECTS_URL", "https://s3.example.org/"),
    ];

    #[test]
    fn a_bucket_needs_its_key_and_its_secret_is_not_shown() {
        let all = read(&BUCKET).unwrap();
        assert!(matches!(&all, Objects::S3(s3) if s3.url.as_deref() == Some("https://s3.example.org")));
        assert!(!format!("{all:?}").contains("hunter2"));
        assert!(matches!(read(&BUCKET[..3]).unwrap(), Objects::S3(s3) if s3.url.is_none()));
        assert_eq!(
            read(&BUCKET[1..]).unwrap_err(),
            "HOMEROOM_OBJECTS_BUCKET: objects.bucket is not set, and a bucket needs it"
        );
        assert_eq!(
            read(&BUCKET[..2]).unwrap_err(),
            "HOMEROOM_OBJECTS_SECRET: objects.secret is not set, and a bucket needs it"
        );
        let ftp = read(&[BUCKET[0], BUCKET[1], BUCKET[2], ("HOMEROOM_OBJECTS_URL", "ftp://h")]).unwrap_err();
        assert!(ftp.starts_with("HOMEROOM_OBJECTS_URL: "), "{ftp}");
    }

    #[test]
    fn a_folder_is_for_a_node_without_a_bucket() {
        let folder = ("HOMEROOM_OBJECTS_FOLDER", "/srv/objects");
        assert!(matches!(read(&[folder]).unwrap(), Objects::Folder { .. }));
        assert!(matches!(read(&[]).unwrap(), Objects::Nowhere { .. }));
        let both = read(&[folder, BUCKET[0], BUCKET[1], BUCKET[2]]).unwrap_err();
        assert!(both.contains("objects.folder is not for a node with a bucket"), "{both}");
    }
}
