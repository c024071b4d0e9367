//! Instants between our milliseconds and Postgres' `timestamptz`, which on the wire is microseconds since 2000.

use homeroom_protocol::time::Timestamp;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueFormat, PgValueRef};
use sqlx::{Decode, Encode, Postgres, Type};

/// 2000-01-01T00:00:00Z in milliseconds since 1970.
const EPOCH_2000_MILLIS: i64 = 946_684_800_000;

/// The type's number in every Postgres (`pg_type.dat`); by its name each new connection would ask for it first.
const TIMESTAMPTZ: u32 = 1184;
/// Of an array of them.
const TIMESTAMPTZ_ARRAY: u32 = 1185;

/// An instant on its way to or from the database.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stamp(pub(crate) Timestamp);

impl Type<Postgres> for Stamp {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(TIMESTAMPTZ))
    }
}

impl PgHasArrayType for Stamp {
    fn array_type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(TIMESTAMPTZ_ARRAY))
    }
}

impl Encode<'_, Postgres> for Stamp {
    fn encode_by_ref(&self, buf: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let micros = self.0.as_millis().saturating_sub(EPOCH_2000_MILLIS).saturating_mul(1_000);
        <i64 as Encode<'_, Postgres>>::encode_by_ref(&micros, buf)
    }
}

impl Decode<'_, Postgres> for Stamp {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        if value.format() == PgValueFormat::Text {
            return Err("an instant came as text".into());
        }
        let micros = <i64 as Decode<'_, Postgres>>::decode(value)?;
        Ok(Self(Timestamp::from_millis(micros.div_euclid(1_000).saturating_add(EPOCH_2000_MILLIS))))
    }
}
