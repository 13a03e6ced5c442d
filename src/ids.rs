//! Names of things, as types: a card's id is never taken for a fact's.

use std::{fmt, sync::Arc};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, Visitor},
};

/// A newtype around a shared text.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(#[serde(deserialize_with = "shared")] pub Arc<str>);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }
    };
}

/// A text of its own, made in one step where the bytes can be borrowed.
fn shared<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<str>, D::Error> {
    struct Text;

    impl Visitor<'_> for Text {
        type Value = Arc<str>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a name")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Arc<str>, E> {
            Ok(text.into())
        }
    }
    from.deserialize_str(Text)
}

id! {
    /// A card, such as `lambda-core.timeout.numeric`.
    CardId
}
id! {
    /// A fact, such as `lambda-core.timeout`.
    FactId
}
id! {
    /// A topic of the section, such as `lambda`.
    TopicId
}
id! {
    /// A deck, such as `limits-only`.
    DeckId
}
impl DeckId {
    /// The deck of all cards, which is always there.
    pub const EVERYTHING: &str = "everything";

    pub fn everything() -> Self {
        Self::from(Self::EVERYTHING)
    }
}

id! {
    /// A document of AWS, such as `lambda-quotas`.
    DocumentId
}
id! {
    /// An exam item, such as `ticket-rush.cost`.
    ItemId
}
