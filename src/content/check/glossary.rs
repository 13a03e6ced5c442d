//! Lists of words that the rules of texts go by.

/// Words that decide nothing by themselves.
pub(in crate::content) const COMMON: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "by", "each", "for", "from", "has", "have", "in",
    "into", "is", "it", "its", "no", "of", "on", "one", "only", "or", "so", "that", "the", "their",
    "them", "this", "to", "with", "which", "will", "every", "all", "must", "when", "while",
    "after", "before", "new", "same", "more", "most", "less", "than", "then", "they", "who",
    "what", "use", "used", "uses", "using", "two", "three", "does", "not", "can", "may", "out",
    "up", "down",
];
