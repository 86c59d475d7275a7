# Turns schemas/*.sql into a source file, so that the programs need no file at run time.
# Sets FINALHOP_EMBEDDED_SCHEMAS, for which src/directory/schema.h declares the contents.
set(schema_folder ${CMAKE_SOURCE_DIR}/schemas)
file(GLOB migration_files CONFIGURE_DEPENDS ${schema_folder}/migrations/*.sql)
list(SORT migration_files)  # 0001-…, 0002-…: their number is the version they lead to

file(READ ${schema_folder}/directory.sql DIRECTORY_SCHEMA)
set(MIGRATIONS "")
foreach(migration_file IN LISTS migration_files)
  get_filename_component(migration_name ${migration_file} NAME)
  if(NOT migration_name MATCHES "^0*([1-9][0-9]*)-")
    message(FATAL_ERROR "${migration_file}: a migration's name begins with its number")
  endif()
  set(migration_version ${CMAKE_MATCH_1})
  file(READ ${migration_file} migration_sql)
  string(APPEND MIGRATIONS "    {${migration_version}, R\"sql(${migration_sql})sql\"},\n")
endforeach()

set(FINALHOP_EMBEDDED_SCHEMAS ${CMAKE_CURRENT_BINARY_DIR}/embedded_schemas.cc)
configure_file(${CMAKE_SOURCE_DIR}/cmake/embedded_schemas.cc.in ${FINALHOP_EMBEDDED_SCHEMAS} @ONLY)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
             ${schema_folder}/directory.sql ${migration_files})
