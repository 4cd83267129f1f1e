//! An embedded Bread Crumbs gateway.
