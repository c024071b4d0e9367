//! The client of any S3.

use std::time::{Duration, UNIX_EPOCH};

use aws_sdk_s3::Client;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{
    BehaviorVersion, Credentials, Region, RequestChecksumCalculation, ResponseChecksumValidation,
};
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use bytes::Bytes;
use homeroom_protocol::time::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use crate::LINK_LIFE;

/// How long a connection may take to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// How long one request may take with all that is tried again: a file of a pack has 8 MiB at most.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// How often one request is tried.
const ATTEMPTS_MAX: u32 = 3;
/// What a browser may do with an object: nothing under its name ever changes.
const CACHE: &str = "private, max-age=31536000, immutable";

/// Where the store is and who we are there.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where we reach it, as `https://s3.example.org`; `None`: where AWS has the region.
    pub url: Option<String>,
    /// Where browsers reach it, where that is somewhere else.
    pub public_url: Option<String>,
    /// Its region.
    pub region: String,
    /// The bucket, which has to be there.
    pub bucket: String,
    /// Our key's name.
    pub key: String,
    /// Our key's secret.
    pub secret: SecretString,
}

/// The object store; cheap to clone.
#[derive(Clone)]
pub struct Objects {
    client: Client,
    /// Signs links for the address browsers use.
    signer: Client,
    bucket: String,
}

/// What became of a put.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Put {
    /// It was written.
    Written,
    /// There is an object of this name; it was left as it is.
    There,
}

/// Why the store did not do a thing.
#[derive(Debug, thiserror::Error)]
pub enum ObjectsError {
    /// It cannot be reached, or is not well: try again later.
    #[error("the object store cannot be reached: {0}")]
    Unreachable(String),
    /// It said no.
    #[error("the object store refused with {code}: {message}")]
    Refused {
        /// Its code.
        code: String,
        /// Its sentence.
        message: String,
    },
}

impl Objects {
    /// A client; nothing is asked of the store yet.
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        let public = settings.public_url.as_ref().or(settings.url.as_ref());
        Self {
            client: client(settings, settings.url.as_ref()),
            signer: client(settings, public),
            bucket: settings.bucket.clone(),
        }
    }

    /// Writes an object, unless there is one of this name.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn put(&self, name: &str, media_type: &str, bytes: Bytes) -> Result<Put, ObjectsError> {
        let sent = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(name)
            .content_type(media_type)
            .cache_control(CACHE)
            .if_none_match("*")
            .body(ByteStream::from(bytes))
            .send()
            .await;
        match sent {
            Ok(_) => Ok(Put::Written),
            Err(error) if status(&error) == Some(412) => Ok(Put::There),
            Err(error) => Err(wrong(&error)),
        }
    }

    /// An object's bytes, where it is there.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn get(&self, name: &str) -> Result<Option<Bytes>, ObjectsError> {
        match self.client.get_object().bucket(&self.bucket).key(name).send().await {
            Ok(found) => {
                let body = found.body.collect().await;
                Ok(Some(body.map_err(|error| ObjectsError::Unreachable(error.to_string()))?.into_bytes()))
            }
            Err(error) if error.as_service_error().is_some_and(|error| error.is_no_such_key()) => Ok(None),
            Err(error) => Err(wrong(&error)),
        }
    }

    /// A link that lets whoever has it get the object for [`LINK_LIFE`] from `now` on. Whether the object is there, nobody
    /// asks.
    ///
    /// # Errors
    /// When it could not be signed.
    pub async fn link(&self, name: &str, now: Timestamp) -> Result<String, ObjectsError> {
        let unsigned = |error: &dyn std::fmt::Display| ObjectsError::Refused {
            code: "unsigned".to_owned(),
            message: error.to_string(),
        };
        let since = Duration::from_millis(u64::try_from(now.as_millis()).unwrap_or(0));
        let signing = PresigningConfig::builder().start_time(UNIX_EPOCH + since).expires_in(LINK_LIFE).build();
        let signing = signing.map_err(|error| unsigned(&error))?;
        let request = self.signer.get_object().bucket(&self.bucket).key(name).presigned(signing).await;
        request.map(|request| request.uri().to_owned()).map_err(|error| unsigned(&error))
    }
}

fn client(settings: &Settings, url: Option<&String>) -> Client {
    let http = aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let secret = settings.secret.expose_secret();
    let timeouts = TimeoutConfig::builder().connect_timeout(CONNECT_TIMEOUT).operation_timeout(REQUEST_TIMEOUT).build();
    let mut config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(settings.region.clone()))
        .credentials_provider(Credentials::new(&settings.key, secret, None, None, "homeroom"))
        .http_client(http)
        .timeout_config(timeouts)
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS_MAX))
        // Checksums in trailers are what many an S3 does not know; packs are checked by their own hashes.
        .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
        .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
    if let Some(url) = url {
        // Whoever is not AWS has one name for all buckets.
        config = config.endpoint_url(url).force_path_style(true);
    }
    Client::from_conf(config.build())
}

fn status<E>(error: &SdkError<E>) -> Option<u16> {
    error.raw_response().map(|response| response.status().as_u16())
}

fn wrong<E: ProvideErrorMetadata + std::error::Error + 'static>(error: &SdkError<E>) -> ObjectsError {
    match status(error) {
        // 409: somebody writes the same name at this moment.
        Some(status) if status < 500 && ![408, 409, 429].contains(&status) => ObjectsError::Refused {
            code: error.code().map_or_else(|| status.to_string(), str::to_owned),
            message: error.message().unwrap_or("no sentence").to_owned(),
        },
        Some(_) | None => ObjectsError::Unreachable(chain(error)),
    }
}

/// An error and what is behind it: the outermost one only says that it failed.
fn chain(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        said = format!("{said}: {inner}");
        source = inner.source();
    }
    said
}
