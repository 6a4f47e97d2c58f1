"""The dialect: an encoded answer to safe HTML. Links leave as marks that pages fill in."""
