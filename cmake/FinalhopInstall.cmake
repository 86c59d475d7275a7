# What `cmake --install` puts where. The library comes with a CMake package (find_package(mailbox),
# target mailbox::mailbox) and a pkg-config file (mailbox.pc).
include(CMakePackageConfigHelpers)

# -- programs: the listener and the administrator's tool in sbin, what users' .forward calls in bin --
if(FINALHOP_BUILD_SERVER)
  install(TARGETS lmtpd RUNTIME DESTINATION ${CMAKE_INSTALL_SBINDIR})
endif()
install(TARGETS mailboxctl RUNTIME DESTINATION ${CMAKE_INSTALL_SBINDIR})
install(TARGETS deliver RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

# -- library --
set(mailbox_package ${CMAKE_INSTALL_LIBDIR}/cmake/mailbox)
target_compile_features(mailbox_types PUBLIC cxx_std_20)
install(TARGETS mailbox mailbox_types EXPORT mailboxTargets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY libmailbox/include/mailbox DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN *.h)
install(EXPORT mailboxTargets NAMESPACE mailbox:: DESTINATION ${mailbox_package})
configure_package_config_file(cmake/mailboxConfig.cmake.in mailboxConfig.cmake
                              INSTALL_DESTINATION ${mailbox_package})
write_basic_package_version_file(mailboxConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/mailboxConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/mailboxConfigVersion.cmake cmake/FindUnistring.cmake
        DESTINATION ${mailbox_package})

# pkg-config's file names the prefix, which is known for sure only when `cmake --install --prefix`
# runs; so it is written then.
set(MAILBOX_PC_LIBDIR \${prefix}/${CMAKE_INSTALL_LIBDIR})
set(MAILBOX_PC_INCLUDEDIR \${prefix}/${CMAKE_INSTALL_INCLUDEDIR})
set(mailbox_pc_folder \${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(CODE "
  set(PROJECT_VERSION ${PROJECT_VERSION})
  set(MAILBOX_PC_LIBDIR [[${MAILBOX_PC_LIBDIR}]])
  set(MAILBOX_PC_INCLUDEDIR [[${MAILBOX_PC_INCLUDEDIR}]])
  configure_file([[${CMAKE_SOURCE_DIR}/cmake/mailbox.pc.in]]
                 [[${CMAKE_BINARY_DIR}/mailbox.pc]] @ONLY)
  file(INSTALL [[${CMAKE_BINARY_DIR}/mailbox.pc]]
       DESTINATION \"${mailbox_pc_folder}\")")

# -- schemas, examples, manuals --
install(DIRECTORY schemas/ DESTINATION ${CMAKE_INSTALL_DATADIR}/finalhop/schemas)
install(DIRECTORY packaging/examples/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)

find_program(SCDOC scdoc)
if(SCDOC)
  file(GLOB manual_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/*.[1-8].scd)
  foreach(source ${manual_sources})
    get_filename_component(page ${source} NAME_WLE)  # lmtpd.8
    string(REGEX MATCH "[1-8]$" section ${page})
    set(manual ${CMAKE_BINARY_DIR}/docs/${page})
    add_custom_command(OUTPUT ${manual} DEPENDS ${source} VERBATIM
      COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/docs
      COMMAND ${CMAKE_COMMAND} -D SCDOC=${SCDOC} -D SOURCE=${source} -D MANUAL=${manual}
              -P ${CMAKE_SOURCE_DIR}/cmake/WriteManual.cmake)
    list(APPEND manuals ${manual})
    install(FILES ${manual} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
  endforeach()
  add_custom_target(manuals ALL DEPENDS ${manuals})
else()
  message(STATUS "scdoc is not installed: no man pages")
endif()
