CALL private.protect_tenant_table('user_sessions');
