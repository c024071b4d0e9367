//! The listening sockets, and the node's stop.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use std::{io, mem};

use socket2::{Domain, Socket, Type};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::app::{App, Shared};
use crate::connection;
use crate::limits::{BACKLOG_CONNECTIONS, KERNEL_UNSENT_BYTES, STOP_GRACE};

/// How long no connection is taken after one could not be, which means that descriptors or memory are short.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Whom a listener is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// Everyone.
    Public,
    /// Those who run the node: `/metrics` is here.
    Internal,
}

/// A listener, and whom it is for.
pub struct Door {
    /// The listener, as [`bind`] makes it.
    pub listener: TcpListener,
    /// Whom it is for.
    pub side: Side,
}

/// The other end of a connection.
#[derive(Clone, Copy)]
pub(crate) struct Peer {
    pub(crate) address: IpAddr,
    pub(crate) side: Side,
}

/// A listener whose accepted sockets have what ours need: no delay for small frames, and little unsent in the kernel.
///
/// # Errors
/// When the address cannot be had.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    // A node that comes back at once gets its port, though connections of its last run linger.
    socket.set_reuse_address(true)?;
    // What is set here, accepted sockets inherit.
    socket.set_tcp_nodelay(true)?;
    socket.set_tcp_notsent_lowat(KERNEL_UNSENT_BYTES)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG_CONNECTIONS)?;
    TcpListener::from_std(socket.into())
}

/// Serves until `shutdown` is ready: then nobody new is let in, requests in work are finished, and the sockets, which the
/// classes close, are waited for; both no longer than [`STOP_GRACE`].
pub async fn serve(doors: Vec<Door>, app: App, shutdown: impl Future<Output = ()> + Send) {
    let shared = Arc::new(Shared::new(app));
    let (stop, stopping) = watch::channel(false);
    let mut accepting = JoinSet::new();
    for door in doors {
        accepting.spawn(accept(door, Arc::clone(&shared), stopping.clone()));
    }
    shutdown.await;
    let _ = stop.send(true);
    while accepting.join_next().await.is_some() {}
    if timeout(STOP_GRACE, shared.connections.gone()).await.is_err() {
        tracing::warn!("connections were still open when the node stopped");
    }
    if timeout(STOP_GRACE, shared.sockets.gone()).await.is_err() {
        tracing::warn!("sockets were still open when the node stopped");
    }
}

async fn accept(door: Door, shared: Arc<Shared>, mut stopping: watch::Receiver<bool>) {
    loop {
        let accepted = tokio::select! {
            accepted = door.listener.accept() => accepted,
            () = stopped(&mut stopping) => return,
        };
        match accepted {
            Ok((stream, address)) => {
                let peer = Peer { address: address.ip().to_canonical(), side: door.side };
                take(stream, peer, &shared, &stopping);
            }
            Err(error) => {
                // The peer that gave up again is one of these errors, and none to wait for.
                tracing::warn!(error = %error, "a connection could not be taken");
                if !is_of_one_connection(&error) {
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }
}

/// Returns when the node stops.
pub(crate) async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // An error is a sender that is gone, which also means stop.
    let _ = stopping.wait_for(|stop| *stop).await;
}

fn take(stream: TcpStream, peer: Peer, shared: &Arc<Shared>, stopping: &watch::Receiver<bool>) {
    let Some(member) = shared.connections.enter() else {
        tracing::warn!(limit.connections = shared.settings.connections_max, "a connection over the limit was closed");
        return;
    };
    let run = connection::run(stream, peer, Arc::clone(shared), stopping.clone());
    tokio::spawn(async move {
        run.await;
        mem::drop(member);
    });
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
