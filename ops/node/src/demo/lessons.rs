//! The lessons of the demo world, signed with a key that stays in the database.

use homeroom_actors::kit::entropy;
use homeroom_seed::demo;
use homeroom_seed::packs::Key;
use homeroom_storage::keys;

use crate::compose::Node;
use crate::exit::{Stop, chain};

/// The name of the key in the table of keys.
const KEY: &str = "lessons";
/// Bytes of a key's secret.
const KEY_BYTES: usize = 32;

/// Builds, publishes and plans them, and shows them at once.
pub(crate) async fn plant(node: &Node) -> Result<(), Stop> {
    let Some(objects) = node.objects() else { return Ok(()) };
    let (store, now) = (node.store(), node.clock().now());
    let secret = keys::load_or_make(store, KEY, &entropy::bytes::<KEY_BYTES>(), now).await?;
    let secret: [u8; KEY_BYTES] =
        secret.try_into().map_err(|_| Stop::Failed(format!("the stored key `{KEY}` is not {KEY_BYTES} bytes long")))?;
    let planted = demo::lessons::plant(store, objects, &Key::from_seed(&secret), now).await;
    planted.map_err(|error| Stop::Failed(format!("could not plant the lessons: {}", chain(&error))))?;
    Ok(node.lessons().refresh().await?)
}
