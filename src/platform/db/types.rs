//! Ids and instants as columns.

use sqlx::{Database, Decode, Encode, Type, encode::IsNull, error::BoxDynError};
use uuid::Uuid;

use crate::{
    ids::{
        ActionId, CommandId, CorrectionId, DeviceId, EventId, InspectionId, ItemId, JobId, LinkId, MailId, OrgId,
        PasskeyId, PhotoId, ProviderId, ReportId, ReportLinkId, RequestId, SectionId, SessionId, SignatureId,
        SiteGroupId, SiteId, TemplateId, UserId, WriterId,
    },
    time::Timestamp,
};

/// A newtype is stored as what it wraps.
macro_rules! column {
    ($name:ident as $inner:ty) => {
        impl<DB: Database> Type<DB> for $name
        where
            $inner: Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <$inner as Type<DB>>::type_info()
            }
            fn compatible(ty: &DB::TypeInfo) -> bool {
                <$inner as Type<DB>>::compatible(ty)
            }
        }

        impl<'q, DB: Database> Encode<'q, DB> for $name
        where
            $inner: Encode<'q, DB>,
        {
            fn encode_by_ref(&self, buffer: &mut DB::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
                self.0.encode_by_ref(buffer)
            }
        }

        impl<'r, DB: Database> Decode<'r, DB> for $name
        where
            $inner: Decode<'r, DB>,
        {
            fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
                <$inner as Decode<'r, DB>>::decode(value).map(Self)
            }
        }
    };
}

macro_rules! id_columns {
    ($($name:ident)*) => { $( column!($name as Uuid); )* };
}

id_columns!(UserId OrgId SiteGroupId SiteId TemplateId ItemId SectionId InspectionId CommandId DeviceId WriterId PhotoId ActionId CorrectionId SignatureId ReportId ReportLinkId LinkId SessionId PasskeyId ProviderId JobId EventId MailId RequestId);
column!(Timestamp as i64);
