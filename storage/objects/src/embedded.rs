//! An S3 of our own in this process, over a folder: where none is configured.
//!
//! It speaks S3 over HTTP on an address of its own, so that browsers follow the same links as in production, and
//! everything that is asked of it goes through the same client. It is for one machine: a second node has another folder.
//! Each file appears under its name by a rename; after a crash it is there whole or not at all.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use hyper::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS,
};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use secrecy::{ExposeSecret, SecretString};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::Settings;

/// The one bucket.
const BUCKET: &str = "homeroom";
/// The name of the one key.
const KEY: &str = "homeroom";
/// As much a region as any other.
const REGION: &str = "us-east-1";
/// How long the headers of a request may take (L1).
const HEADER_READ_TIMEOUT: Duration = Duration::from_secs(5);
/// How long to wait when no connection can be taken, as when the process has no descriptor left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// What every answer has besides: pages of any origin may read what a link lets them have, and a drawing that is opened
/// as a page of its own can do nothing.
static HEADERS: [(HeaderName, HeaderValue); 3] = [
    (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"),
    ),
];

/// An S3 that runs until this is dropped.
pub struct Embedded {
    settings: Settings,
    serving: JoinHandle<()>,
}

/// Why it does not run.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// The folder cannot be made or used.
    #[error("the folder of the object store cannot be used: {0}")]
    Folder(String),
    /// The address cannot be listened on.
    #[error("the object store cannot listen on {address}: {source}")]
    Address {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
}

impl Embedded {
    /// Starts it over `folder`, which is made where it is not there. `secret` is what links are signed with; nobody else
    /// has to know it.
    ///
    /// # Errors
    /// When the folder or the address cannot be used.
    pub async fn start(folder: &Path, address: SocketAddr, secret: SecretString) -> Result<Self, EmbeddedError> {
        tokio::fs::create_dir_all(folder.join(BUCKET))
            .await
            .map_err(|error| EmbeddedError::Folder(format!("{}: {error}", folder.display())))?;
        let files = s3s_fs::FileSystem::new(folder).map_err(|error| EmbeddedError::Folder(format!("{error:?}")))?;
        let mut service = S3ServiceBuilder::new(files);
        service.set_auth(SimpleAuth::from_single(KEY, secret.expose_secret()));
        let listening = TcpListener::bind(address).await;
        let listener = listening.map_err(|source| EmbeddedError::Address { address, source })?;
        let bound = listener.local_addr().map_err(|source| EmbeddedError::Address { address, source })?;
        let settings = Settings {
            url: Some(format!("http://{bound}")),
            public_url: None,
            region: REGION.to_owned(),
            bucket: BUCKET.to_owned(),
            key: KEY.to_owned(),
            secret,
        };
        Ok(Self { settings, serving: tokio::spawn(serve(listener, service.build())) })
    }

    /// How to reach it.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, service: S3Service) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(connection(stream, service.clone()));
            }
            Err(error) => {
                tracing::warn!(error = %error, "the object store could not take a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn connection(stream: TcpStream, service: S3Service) {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_READ_TIMEOUT);
    let answer = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let service = service.clone();
        async move {
            let mut answer = match service.call(request.map(s3s::Body::from)).await {
                Ok(answer) => answer,
                Err(error) => {
                    tracing::warn!(error = ?error, "the object store could not answer");
                    let mut broken = hyper::Response::new(s3s::Body::empty());
                    *broken.status_mut() = hyper::StatusCode::INTERNAL_SERVER_ERROR;
                    broken
                }
            };
            answer.headers_mut().extend(HEADERS.iter().cloned());
            Ok::<_, Infallible>(answer)
        }
    });
    // A client that goes away in the middle is nobody's fault.
    if let Err(error) = builder.serve_connection(TokioIo::new(stream), answer).await {
        tracing::debug!(error = %error, "a connection to the object store ended early");
    }
}
